package dev.byol.trainer.engine.choice;

/** The engine that was asked for cannot be had; the message is for who asked. */
public final class EngineUnavailableException extends IllegalStateException {
  EngineUnavailableException(String message) {
    super(message);
  }
}
