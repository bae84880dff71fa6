package dev.evident.bench.search;

import dev.evident.bench.Service;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The service, asked over HTTP on one connection. */
final class EvidentSubject implements Subject {
    private static final Pattern SEQ = Pattern.compile("\\{\"id\":\"[^\"]+\",\"seq\":(\\d+),");

    private final Service service;

    EvidentSubject(Service service) {
        this.service = service;
    }

    @Override
    public String result(MeasuredQuery query, MeasuredQuery.Draw draw) throws IOException, InterruptedException {
        String body = service.get(draw.target());
        return switch (query.kind()) {
            case PAGE ->
                SEQ.matcher(body).results().map(match -> match.group(1)).collect(Collectors.joining(" "));
            case COUNT -> String.valueOf(new JsonObject(body).getLong("count"));
            case STATS -> stats(new JsonObject(body));
        };
    }

    @Override
    public Timing ask(MeasuredQuery query, double seconds) throws IOException {
        return HttpAsking.ask(service.api(), query, MeasuredQuery.Draw::target, seconds);
    }

    private static String stats(JsonObject body) {
        JsonObject facets = body.getJsonObject("facets");
        List<List<Long>> counts = Arrays.asList("event_type", "user_id", "variant_data.outcome").stream()
                .map(field -> counts(facets.getJsonObject(field).getJsonArray("values")))
                .toList();
        return Subject.stats(body.getLong("count"), counts);
    }

    private static List<Long> counts(JsonArray values) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> values.getJsonObject(i).getLong("count"))
                .toList();
    }
}
