package dev.evident.api;

import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.intake.Intake;
import dev.evident.intake.IntakeExchange;
import dev.evident.intake.IntakeFormat;
import dev.evident.intake.IntakeRequest;
import dev.evident.intake.IntakeResponse;
import dev.evident.intake.IntakeResult;
import dev.evident.intake.Sender;
import dev.evident.intake.formats.Probes.Probe;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.stream.Collectors;

/** Where senders send events, in any of the {@link IntakeFormat}s. */
final class IntakeRoutes {
    /** Responses of more items are worded on a worker thread. */
    private static final int MAX_INLINE_ITEMS = 1_000;

    private final List<IntakeFormat> formats;
    private final List<Probe> probes;
    private final BodyReader bodies;
    private final Parsing parsing;
    private final Intake intake;

    IntakeRoutes(List<IntakeFormat> formats, List<Probe> probes, BodyReader bodies, Parsing parsing, Intake intake) {
        this.formats = formats;
        this.probes = probes;
        this.bodies = bodies;
        this.parsing = parsing;
        this.intake = intake;
    }

    void register(Routes routes) {
        formats.stream().collect(Collectors.groupingBy(IntakeFormat::path)).forEach((path, same) -> same.stream()
                .flatMap(format -> format.methods().stream())
                .distinct()
                .forEach(method ->
                        routes.add(method, path, Scope.WRITE, (context, token) -> receive(context, token, same))));
        probes.stream()
                .filter(Probe::open)
                .forEach(probe -> routes.addOpen(
                        probe.method(), probe.path(), context -> send(context.response(), probe.response())));
        probes.stream()
                .filter(probe -> !probe.open())
                .forEach(probe -> routes.add(
                        probe.method(),
                        probe.path(),
                        Scope.WRITE,
                        (context, token) -> send(context.response(), probe.response())));
    }

    private void receive(RoutingContext context, Token token, List<IntakeFormat> ofPath) {
        Sender sender = new Sender(token.name(), token.tenant().orElse(null));
        IntakeExchange exchange = open(
                ofPath,
                new IntakeRequest(context.request().path(), context.request().headers(), context::queryParam, sender));
        bodies.read(context, BodyReader.owner(token), exchange.maxBytes(), body -> parsing.run(
                                body, exchange.isLinear(), bytes -> intake.admit(exchange, sender, bytes))
                        .compose(intake::submit)
                        .compose(result -> respond(exchange, result))
                        .compose(response -> send(context.response(), response)))
                .onFailure(failure -> fail(context, exchange, failure));
    }

    private Future<IntakeResponse> respond(IntakeExchange exchange, IntakeResult result) {
        return result.list().size() <= MAX_INLINE_ITEMS
                ? Future.succeededFuture(exchange.respond(result))
                : parsing.later(() -> exchange.respond(result));
    }

    private static void fail(RoutingContext context, IntakeExchange exchange, Throwable failure) {
        IntakeResponse refusal =
                failure instanceof ProblemException refused ? exchange.refusal(refused.problem()) : null;
        if (refusal == null
                || context.response().headWritten()
                || context.response().closed()) {
            context.fail(failure);
        } else {
            context.response().headers().addAll(refusal.headers());
            Problems.send(context.response(), ((ProblemException) failure).problem(), refusal.body());
        }
    }

    private static IntakeExchange open(List<IntakeFormat> ofPath, IntakeRequest request) {
        for (IntakeFormat format : ofPath) {
            IntakeExchange exchange = format.open(request);
            if (exchange != null) {
                return exchange;
            }
        }
        throw Problem.of(Kind.UNSUPPORTED_MEDIA_TYPE, "No format of this path is that of the request.")
                .exception();
    }

    private static Future<Void> send(HttpServerResponse response, IntakeResponse answer) {
        response.headers().addAll(answer.headers());
        return response.setStatusCode(answer.status()).end(answer.body());
    }
}
