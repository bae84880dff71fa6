package dev.evident.intake.formats;

import dev.evident.config.Configuration;
import dev.evident.intake.IntakeResponse;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What senders ask before they send, and the responses that let them begin. */
public final class Probes {
    private static final MultiMap ELASTIC =
            MultiMap.caseInsensitiveMultiMap().add("X-Elastic-Product", "Elasticsearch");

    private static final Map<String, String> ELASTIC_GETS = Map.of(
            "/elastic",
            "{\"name\":\"evident\",\"cluster_name\":\"evident\",\"version\":{\"number\":\"8.9.0\",\"build_flavor\":\"default\",\"lucene_version\":\"9.12.3\"},\"tagline\":\"You"
                    + " Know, for Search\"}",
            "/elastic/_cluster/health",
            "{\"cluster_name\":\"evident\",\"status\":\"green\"}",
            "/elastic/_cat/health",
            "[{\"cluster\":\"evident\",\"status\":\"green\"}]",
            "/elastic/_license",
            "{\"license\":{\"status\":\"active\",\"type\":\"basic\"}}",
            "/elastic/_nodes/*",
            "{}",
            "/elastic/_index_template/*",
            "{}",
            "/elastic/_ilm/policy/*",
            "{}",
            "/elastic/_ingest/*",
            "{}");

    private static final List<String> ELASTIC_PUTS =
            List.of("/elastic/_index_template/*", "/elastic/_ilm/policy/*", "/elastic/_ingest/*");

    private Probes() {}

    /**
     * One request and its response.
     *
     * @param open whether it needs no token, as load balancers ask; else one that may write
     */
    public record Probe(HttpMethod method, String path, boolean open, IntakeResponse response) {}

    /** Those of the formats that are switched on. */
    public static List<Probe> of(Configuration.Intake intake) {
        List<Probe> probes = new ArrayList<>();
        if (intake.mapping(ElasticBulk.NAME).isPresent()) {
            ELASTIC_GETS.forEach((path, json) -> probes.add(probe(HttpMethod.GET, path, ELASTIC, json)));
            ELASTIC_PUTS.forEach(path -> probes.add(probe(HttpMethod.PUT, path, ELASTIC, "{\"acknowledged\":true}")));
        }
        if (intake.mapping(SplunkEvents.NAME).isPresent()) {
            for (String path : List.of("/services/collector/health", "/services/collector/health/1.0")) {
                probes.add(probe(
                        HttpMethod.GET,
                        path,
                        MultiMap.caseInsensitiveMultiMap(),
                        "{\"text\":\"HEC is healthy\",\"code\":17}"));
            }
        }
        return probes;
    }

    private static Probe probe(HttpMethod method, String path, MultiMap headers, String json) {
        return new Probe(method, path, path.startsWith("/services/"), Receipts.json(200, headers, Buffer.buffer(json)));
    }
}
