package dev.evident.api;

import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.http.ProblemJson;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place that responds when something cannot be served: RFC 9457 {@code application/problem+json}. */
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int MAX_METHOD = 20;

    private Problems() {}

    /** Makes every failure of the router end here, those that match no route included. */
    static void install(Router router, Routes routes) {
        router.route().failureHandler(context -> respond(context, problem(context)));
        router.errorHandler(404, context -> respond(context, Problem.of(Kind.NOT_FOUND, "There is no such path.")));
        router.errorHandler(405, context -> {
            routes.label(context);
            context.response().putHeader(HttpHeaders.ALLOW, routes.methodsOf(context.normalizedPath()));
            respond(context, Problem.of(Kind.METHOD_NOT_ALLOWED, method(context) + " is not possible on this path."));
        });
        router.errorHandler(400, context -> respond(context, problem(context)));
        router.errorHandler(500, context -> respond(context, problem(context)));
    }

    /** Responds to a request that reaches no router, and closes its connection. */
    static void refuse(HttpServerRequest request, Problem problem) {
        request.response().putHeader(HttpHeaders.CONNECTION, "close");
        send(request.response(), problem)
                .onComplete(sent -> request.connection().close());
    }

    private static void respond(RoutingContext context, Problem problem) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            context.request().connection().close(); // a truncated response must not look like a complete one
            return;
        }
        send(response, problem);
    }

    private static Future<Void> send(HttpServerResponse response, Problem problem) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json");
        return send(response, problem, ProblemJson.of(problem));
    }

    /** Responds with a problem that is told in any form, once its Content-Type is set. */
    static Future<Void> send(HttpServerResponse response, Problem problem, Buffer body) {
        Kind kind = problem.kind();
        response.setStatusCode(kind.status());
        if (kind == Kind.UNAUTHORIZED) {
            response.putHeader("WWW-Authenticate", "Bearer realm=\"evident\"");
        }
        if (problem.members().get("accept_encoding") instanceof String codings) {
            response.putHeader(HttpHeaders.ACCEPT_ENCODING, codings);
        }
        Object retryAfter = problem.members().get("retry_after");
        if (retryAfter != null || kind.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfter == null ? 1 : retryAfter));
        }
        return response.end(body);
    }

    private static String method(RoutingContext context) {
        return ProblemJson.shortened(context.request().method().name(), MAX_METHOD);
    }

    private static Problem problem(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof ProblemException expected) {
            return expected.problem();
        }
        if (failure == null || context.statusCode() == 400) {
            return Problem.of(Kind.BAD_REQUEST, "The request cannot be understood.");
        }
        if (!isGone(context, failure)) {
            LOG.error("{} {} failed", method(context), context.get(Routes.ENDPOINT, "unmatched"), failure);
        }
        return Problem.of(Kind.INTERNAL, "The service failed; its log says why.");
    }

    /** Whether it is the caller who has gone, in the middle of the response or before: any number of them may do so. */
    private static boolean isGone(RoutingContext context, Throwable failure) {
        HttpServerResponse response = context.response();
        boolean lost = response.closed()
                || failure instanceof HttpClosedException
                || (failure instanceof IOException && response.headWritten());
        return lost && !(failure instanceof Error);
    }
}
