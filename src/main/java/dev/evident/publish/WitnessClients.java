package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.config.WitnessAt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks every configured witness to cosign, each at its own pace. For the log's context. */
final class WitnessClients {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessClients.class);
    private static final int CONNECT_MS = 5_000;
    private static final int IDLE_SECONDS = 30;

    /** Longer than a connection may take, and a second attempt after it. */
    private static final long CONFIRM_TIMEOUT_MS = 10_000;

    private final Vertx vertx;
    private final ServiceEvents events;
    private final HttpClient http;
    private final CheckpointSigner signer;
    private final LogMeters meters;
    private final List<WitnessClient> clients;
    private final boolean required;
    private final Runnable changed;
    private boolean waited;
    private boolean confirmed;

    /**
     * Of one log.
     *
     * @param required whether one of them must have confirmed what was signed before anything is signed after a start
     * @param changed told when {@link #hold} may return something else
     */
    WitnessClients(
            Vertx vertx,
            Bus bus,
            List<WitnessAt> witnesses,
            boolean required,
            CheckpointSigner signer,
            TreeReader tree,
            LogMeters meters,
            Runnable changed) {
        this.required = required;
        this.changed = changed;
        this.vertx = vertx;
        this.events = new ServiceEvents(bus);
        this.signer = signer;
        this.meters = meters;
        this.http = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout(CONNECT_MS).setIdleTimeout(IDLE_SECONDS));
        this.clients = witnesses.stream()
                .map(at -> new WitnessClient(vertx, http, at, tree, this::reported))
                .toList();
        meters.witnesses(clients.size(), 0, 0);
    }

    /** Submits what was signed before the start again; until {@link #hold} is empty, nothing new may be signed. */
    void confirm() {
        submit();
        if (!clients.isEmpty()) {
            vertx.setTimer(CONFIRM_TIMEOUT_MS, late -> {
                waited = true;
                decide();
            });
        }
    }

    /**
     * Why nothing new may be signed now: a witness knows another tree, and each further checkpoint would be evidence of a
     * fork under the log's own key; or the witnesses have not said yet whether they do, after a start.
     */
    Optional<String> hold() {
        return alarm().or(() -> confirmed || clients.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        required && waited
                                ? "No witness has confirmed since the start what was signed before"
                                        + " (log.witness_required)."
                                : "The witnesses are asked whether they know what was signed before the start."));
    }

    /** Why senders must not write, where a witness is required. */
    Optional<String> writesRefused() {
        return required
                ? hold().map(why -> "Nothing was stored: this log takes no events while no witness stands for it.")
                : Optional.empty();
    }

    /** Whether the time is over in which the witnesses are waited for after a start. */
    boolean hasWaited() {
        return waited;
    }

    private void decide() {
        boolean all = clients.stream().allMatch(WitnessClient::hasConfirmed);
        boolean any = clients.stream().anyMatch(WitnessClient::hasConfirmed);
        if (!confirmed && (all || (waited && (any || !required)))) {
            confirmed = true;
            clients.stream()
                    .filter(client -> !client.hasConfirmed())
                    .forEach(client -> LOG.warn(
                            "Witness {} has not confirmed within {} s what was signed before the start; signing goes"
                                    + " on",
                            client.name(),
                            CONFIRM_TIMEOUT_MS / 1_000));
        }
        changed.run();
    }

    /** There is a new checkpoint. */
    void submit() {
        meters.witnesses(clients.size(), 0, contradicting());
        clients.forEach(client -> client.submit(signer.note()));
    }

    /** What a witness says that knows another tree. */
    Optional<String> alarm() {
        return clients.stream().flatMap(client -> client.alarm().stream()).findFirst();
    }

    /** How it stands, as the end of a text for people. */
    String summary() {
        return clients.isEmpty()
                ? ""
                : " " + cosigned() + " of " + clients.size() + " witnesses cosigned it."
                        + clients.stream()
                                .flatMap(client -> client.trouble().stream())
                                .findFirst()
                                .map(trouble -> " " + trouble)
                                .orElse("");
    }

    Future<Void> close() {
        clients.forEach(WitnessClient::close);
        return http.shutdown(1, TimeUnit.SECONDS);
    }

    private void reported(WitnessClient client, WitnessClient.Report report) {
        if (!report.cosignatures().isEmpty()) {
            signer.cosigned(report.text(), report.cosignatures());
        }
        report.contradiction().ifPresent(detail -> {
            LOG.error("ALARM: {}", detail);
            events.append("witness_contradicted", Map.of("witness", client.name(), "detail", detail));
        });
        meters.witnesses(clients.size(), cosigned(), contradicting());
        decide();
    }

    private long cosigned() {
        String newest = signer.note().text();
        return clients.stream().filter(client -> client.hasCosigned(newest)).count();
    }

    private long contradicting() {
        return clients.stream().filter(client -> client.alarm().isPresent()).count();
    }
}
