package dev.evident.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import dev.evident.config.Configuration.LogFormat;
import dev.evident.config.Configuration.Logging;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up log lines on the standard output. Before that logback.xml holds: warnings only. */
public final class Logs {
    /** Time, level, the last part of the logger's name, and a message that cannot begin a line of its own. */
    private static final String PATTERN =
            "%d{HH:mm:ss.SSS} %-5level %logger{0}  %replace(%.-4000msg){'[\\r\\n]+', ' '}%n%ex{60}";

    private Logs() {}

    /**
     * Follows the configuration. Below info only this program's own lines are let through: at debug, libraries write
     * statement parameters and so the content of events.
     */
    public static void configure(Logging logging) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            LoggerFactory.getLogger(Logs.class).warn("Logging is not set up: Logback is not in charge here");
            return;
        }
        Level level = Level.valueOf(logging.level().name());
        context.reset();
        OutOfMemory.listen(context);
        ConsoleAppender<ILoggingEvent> stdout = new ConsoleAppender<>();
        stdout.setContext(context);
        stdout.setName("stdout");
        stdout.setEncoder(logging.format() == LogFormat.JSON ? started(new JsonLines(), context) : text(context));
        stdout.start();
        LogLimit limit = new LogLimit(System::nanoTime);
        context.addTurboFilter(limit);
        context.getScheduledExecutorService()
                .scheduleWithFixedDelay(
                        limit::tick, LogLimit.PERIOD.toSeconds(), LogLimit.PERIOD.toSeconds(), TimeUnit.SECONDS);
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.addAppender(stdout);
        root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
        context.getLogger("dev.evident").setLevel(level);
        // Lucene logs to java.util.logging how it maps files into memory; the rest of it is worth reading.
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        context.getLogger("org.apache.lucene").setLevel(Level.WARN);
        // A directory that it cannot be unpacked into is said by who tries them.
        context.getLogger("org.sqlite.SQLiteJDBCLoader").setLevel(Level.OFF);
        // Warns once for each meter that Vert.x registers with other labels; nothing can be done about it.
        context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
    }

    /** Writes what is still to be written and ends logging. */
    public static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.stop();
        }
        System.out.flush();
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> started(EncoderBase<ILoggingEvent> encoder, LoggerContext context) {
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
