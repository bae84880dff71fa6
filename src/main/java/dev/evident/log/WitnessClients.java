package dev.evident.log;

import dev.evident.bus.Bus;
import dev.evident.config.Configuration.WitnessAt;
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

    private final ServiceEvents events;
    private final HttpClient http;
    private final CheckpointSigner signer;
    private final LogMeters meters;
    private final List<WitnessClient> clients;

    WitnessClients(
            Vertx vertx,
            Bus bus,
            List<WitnessAt> witnesses,
            CheckpointSigner signer,
            TreeReader tree,
            LogMeters meters) {
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
    }

    private long cosigned() {
        String newest = signer.note().text();
        return clients.stream().filter(client -> client.hasCosigned(newest)).count();
    }

    private long contradicting() {
        return clients.stream().filter(client -> client.alarm().isPresent()).count();
    }
}
