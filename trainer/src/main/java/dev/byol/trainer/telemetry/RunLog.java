package dev.byol.trainer.telemetry;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * The full log of a process, a file in the run folder. What a person should see goes to the error
 * stream besides, one line each ({@code logback.xml}).
 */
public final class RunLog implements AutoCloseable {
  private static final String PATTERN = "%d{ISO8601} %-5level [%thread] %logger{36} - %msg%n%ex";

  private final Path file;
  private final FileAppender<ILoggingEvent> appender;

  private RunLog(Path file, FileAppender<ILoggingEvent> appender) {
    this.file = file;
    this.appender = appender;
  }

  /** Sends everything that is logged from now on to {@code file} too, after what it holds. */
  public static RunLog open(Path file) {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var appender = new FileAppender<ILoggingEvent>();
    appender.setContext(context);
    appender.setName(file.toString());
    appender.setFile(file.toString());
    appender.setEncoder(encoder);
    appender.start();
    root().addAppender(appender);
    return new RunLog(file, appender);
  }

  /** Where it is written. */
  public Path file() {
    return file;
  }

  @Override
  public void close() {
    root().detachAppender(appender);
    appender.stop();
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  }
}
