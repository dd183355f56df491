package dev.byol.trainer.run;

/** An environment variable of ours is missing or wrong; the message is for who set it. */
public final class WrongEnvironmentException extends RuntimeException {
  WrongEnvironmentException(String name, String value, String allowed) {
    super(
        "The environment variable "
            + name
            + " is "
            + value
            + "; allowed: "
            + allowed
            + "; set it, or start workers by byol train --workers N.");
  }
}
