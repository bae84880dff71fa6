package dev.evident.api;

import dev.evident.bus.Bus;
import dev.evident.bus.Cancellation;
import dev.evident.bus.StatsMessages;
import dev.evident.bus.StatsMessages.Request;
import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.http.MediaTypes;
import dev.evident.query.StatsQuery;
import dev.evident.query.StatsQueryParser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.List;

/** Counts by HTTP: {@code GET /events/stats}. */
final class StatsRoutes {
    private final Bus bus;
    private final Resolver resolver;
    private final UnknownFields unknown;

    StatsRoutes(Bus bus) {
        this.bus = bus;
        this.resolver = new Resolver(bus);
        this.unknown = new UnknownFields(bus);
    }

    void register(Routes routes) {
        routes.add(HttpMethod.GET, "/events/stats", Scope.READ, this::stats);
    }

    private void stats(RoutingContext context, Token token) {
        Negotiation.type(context.request(), List.of(MediaTypes.JSON));
        StatsQuery query = StatsQueryParser.parse(context.request().query(), InstantSource.system());
        Cancellation cancellation = Disconnect.cancellation(context);
        resolver.resolve(query.events(), null) // the tenant is no filter that a facet could ignore as its own
                .compose(conditions ->
                        bus.request(StatsMessages.STATS, new Request(query, conditions, token.tenant(), cancellation)))
                .compose(counts -> unknown.among(
                                query.events().fields(),
                                counts.count() > 0,
                                token.tenant().orElse(null),
                                cancellation)
                        .map(fields -> {
                            UnknownFields.put(context.response(), fields);
                            return StatsJson.of(counts, fields);
                        }))
                .compose(json -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, MediaTypes.JSON)
                        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                        .end(json))
                .onFailure(context::fail);
    }
}
