package dev.evident;

import dev.evident.config.Configuration;
import dev.evident.config.ConfigurationLoader.Loaded;
import dev.evident.config.FileChanges;
import dev.evident.config.StartException;
import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up what changes while the service runs: tokens, names, certificates and keys. Looks every second whether a file of
 * the configuration has changed. What is refused changes nothing. Confined to the context of its verticle.
 */
final class Reload {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
    private static final long PERIOD_MS = 1_000;

    private final Vertx vertx;
    private final Function<Loaded, Future<?>> apply;
    private final FileChanges changes;
    private Loaded current;
    private boolean busy;
    private boolean pending;

    /**
     * Begins with what was loaded. Blocks.
     *
     * @param apply takes up what may change; may block, is called by one thread at a time
     */
    Reload(Vertx vertx, Loaded loaded, Function<Loaded, Future<?>> apply) {
        this.vertx = vertx;
        this.apply = apply;
        this.current = loaded;
        this.changes = new FileChanges(loaded.files());
    }

    /** Looks from now on, until Vert.x or the verticle ends. */
    void watch() {
        vertx.setPeriodic(PERIOD_MS, tick -> {
            if (!busy) {
                busy = true;
                vertx.executeBlocking(() -> changes.look(current.files()))
                        .compose(this::readWhenWritten)
                        .onComplete(looked -> busy = false);
            }
        });
    }

    /** A file may be half written: it is read when it has not changed for one period. */
    private Future<?> readWhenWritten(boolean changed) {
        boolean written = pending && !changed;
        pending = changed;
        return written ? read() : Future.succeededFuture();
    }

    /** Reads everything now, whatever has changed. Never fails. */
    Future<?> read() {
        return vertx.executeBlocking(current::again)
                .compose(read -> vertx.executeBlocking(() -> {
                            requireNothingGuessable(read);
                            return apply.apply(read);
                        })
                        .compose(applied -> applied)
                        .onSuccess(applied -> taken(read)))
                .otherwise(refused -> {
                    String why = refused instanceof StartException
                            ? String.valueOf(refused.getMessage())
                            : refused.toString();
                    LOG.error("The changed configuration is refused, and what was read before stays: {}", why);
                    return null;
                });
    }

    private void taken(Loaded read) {
        List<String> later = new ArrayList<>();
        read.values().forEach((key, value) -> {
            if (!value.equals(current.values().get(key)) && !isTakenUp(key)) {
                later.add(key);
            }
        });
        if (!encrypted(read).equals(encrypted(current))) {
            later.add("whether a listener has TLS");
        }
        current = read;
        LOG.info("Tokens, names, certificates and keys are read again");
        if (!later.isEmpty()) {
            LOG.warn("These take effect at the next start: {}", String.join(", ", later));
        }
    }

    /**
     * A secret that can be guessed is judged by where the listeners are, and they stay where they were at the start; half a
     * file may have the defaults, and so the demo token.
     */
    private void requireNothingGuessable(Loaded read) {
        for (Token token : read.configuration().tokens()) {
            boolean known = current.configuration().tokens().stream()
                    .anyMatch(before -> before.secret().equals(token.secret()));
            if (token.secret().filter(TokenSecret::guessable).isPresent() && !known) {
                throw new StartException("tokens: the secret of " + token.name()
                        + " can be guessed; such a one is taken up at a start only");
            }
        }
    }

    private static List<Boolean> encrypted(Loaded loaded) {
        Configuration configuration = loaded.configuration();
        return List.of(
                configuration.apiTls().isOn(),
                configuration.viewerTls().isOn(),
                configuration.metricsTls().isOn());
    }

    private static boolean isTakenUp(String key) {
        return key.endsWith("tls.cert")
                || key.endsWith("tls.key")
                || key.endsWith("tls.client_ca")
                || key.equals("api.hosts");
    }
}
