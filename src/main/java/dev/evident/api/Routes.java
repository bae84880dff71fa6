package dev.evident.api;

import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.event.Parts;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.http.Connections;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Registers what the API serves, so that each route is authorised, labelled and known to {@code Allow} alike. What
 * serves GET serves HEAD too, as RFC 9110 §9.3.2 wants: by the same handler, whose body the connection leaves out.
 */
final class Routes {
    /** The route's path under which its requests are counted; absent when nothing matched. */
    static final String ENDPOINT = "evident.endpoint";

    /** Set to true for a response that goes on as long as its reader likes, so that its time means nothing. */
    static final String ENDLESS = "evident.endless";

    private final Router router;
    private final Auth auth;
    private final ReadAudit reads;
    private final Witnessed witnessed;
    private final Slots unnamed;
    private final OpenRequests requests;
    private final RateLimits rates;
    private final FailedAttempts attempts;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> exact = new HashSet<>();

    private record Entry(HttpMethod method, String path) {
        /** Whether the path is one path, not a pattern. */
        boolean isExact() {
            return path.indexOf(':') < 0 && path.indexOf('*') < 0;
        }

        /** Part by part: one that begins with a colon is any, a star is all that follows. */
        boolean matches(String requested) {
            List<String> wanted = Parts.of(path, '/');
            List<String> given = Parts.of(requested, '/');
            int parts = wanted.size();
            boolean open = wanted.get(parts - 1).equals("*");
            boolean slash = given.size() == parts + 1 && given.get(parts).isEmpty();
            if (open ? given.size() < parts : given.size() != parts && !slash) {
                return false;
            }
            for (int i = 0; i < parts; i++) {
                String part = wanted.get(i);
                boolean any = part.equals("*") || part.startsWith(":");
                if (any ? given.get(i).isEmpty() : !part.equals(given.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Routes of a router.
     *
     * @param unnamed bounds requests of those who need no token
     */
    Routes(
            Router router,
            Auth auth,
            ReadAudit reads,
            Witnessed witnessed,
            Slots unnamed,
            OpenRequests requests,
            RateLimits rates,
            FailedAttempts attempts) {
        this.rates = rates;
        this.attempts = attempts;
        this.requests = requests;
        this.unnamed = unnamed;
        this.router = router;
        this.auth = auth;
        this.reads = reads;
        this.witnessed = witnessed;
    }

    /** A route for callers whose token has the scope. */
    void add(HttpMethod method, String path, Scope scope, BiConsumer<RoutingContext, Token> handler) {
        add(method, path, List.of(scope), handler);
    }

    /** A route for callers whose token has one of the scopes. */
    void add(HttpMethod method, String path, List<Scope> scopes, BiConsumer<RoutingContext, Token> handler) {
        route(method, path).handler(context -> {
            if (isAnothers(path, context)) {
                context.next();
                return;
            }
            context.put(ENDPOINT, path);
            Token token;
            try {
                token = auth.require(context, scopes);
            } catch (ProblemException refused) {
                refuse(context, refused);
                return;
            }
            rates.take(context.response(), token);
            requests.add(context, token);
            if (scopes.contains(Scope.WRITE) || scopes.contains(Scope.ADMIN)) {
                witnessed.require();
            }
            if (scopes.contains(Scope.READ)) {
                reads.watch(context, token);
            }
            handler.accept(context, token);
        });
    }

    /** Who is unknown may have to wait for the response; what else was sent is not read meanwhile. */
    private void refuse(RoutingContext context, ProblemException refused) {
        SocketAddress remote = context.request().remoteAddress();
        long delay = refused.problem().kind() == Kind.UNAUTHORIZED
                ? attempts.delayMs(Connections.network(remote == null ? null : remote.hostAddress()))
                : 0;
        if (delay == 0) {
            context.fail(refused);
            return;
        }
        context.request().pause();
        context.vertx().setTimer(delay, later -> {
            context.request().resume();
            context.fail(refused);
        });
    }

    /** A route for everybody. */
    void addOpen(HttpMethod method, String path, Consumer<RoutingContext> handler) {
        route(method, path).handler(context -> {
            context.put(ENDPOINT, path);
            unnamed.takeUnnamed(context);
            handler.accept(context);
        });
    }

    /** {@code /events/redact} is no event of that id, whatever the method. */
    private boolean isAnothers(String path, RoutingContext context) {
        return path.indexOf(':') >= 0 && exact.contains(context.normalizedPath());
    }

    /** Entries of the path; those that are this one path alone, when there are some. */
    private List<Entry> meant(String requested) {
        List<Entry> matching =
                entries.stream().filter(entry -> entry.matches(requested)).toList();
        List<Entry> one = matching.stream().filter(Entry::isExact).toList();
        return one.isEmpty() ? matching : one;
    }

    private Route route(HttpMethod method, String path) {
        Route route = router.route(method, path);
        Entry entry = new Entry(method, path);
        entries.add(entry);
        if (entry.isExact()) {
            exact.add(path);
        }
        if (method.equals(HttpMethod.GET)) {
            route.method(HttpMethod.HEAD);
            entries.add(new Entry(HttpMethod.HEAD, path));
        }
        return route;
    }

    /** Counts a request under the route's path although its method is none of the route's. */
    void label(RoutingContext context) {
        meant(context.normalizedPath()).stream().findFirst().ifPresent(entry -> context.put(ENDPOINT, entry.path()));
    }

    /** The methods that a path knows, as the header {@code Allow} lists them. */
    String methodsOf(String requested) {
        return meant(requested).stream()
                .map(entry -> entry.method().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
