package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningService;
import dev.evident.api.Contract.Operation;
import dev.evident.api.Contract.Response;
import dev.evident.bus.Bus;
import dev.evident.config.ConfigurationLoader;
import dev.evident.event.Problem.Kind;
import dev.evident.http.Connections;
import dev.evident.http.HostNames;
import dev.evident.http.Listener;
import dev.evident.http.ServerTls;
import dev.evident.intake.formats.IdempotencyKey;
import dev.evident.intake.formats.JsonEvents;
import dev.evident.query.ReservedNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract says what the program does, and the program does what the contract says. */
class ContractTest {
    private static final Path TABLES = Path.of("src", "test", "resources", "http");
    private static final Contract CONTRACT = Contract.load();

    /** How the contract calls the conditions, whose names are the producers' own. */
    private static final String CONDITIONS = "conditions";

    @Test
    void everyRouteIsInTheContractAndTheReverse() {
        Set<String> documented = CONTRACT.operations().stream()
                .map(operation -> operation.method() + " " + operation.path())
                .collect(Collectors.toCollection(TreeSet::new));

        Set<String> routes = routes();
        routes.removeIf(ContractTest::isOfAnothersContract);
        Set<String> heads = routes.stream()
                .filter(route -> route.startsWith("HEAD "))
                .map(route -> route.replaceFirst("HEAD", "GET"))
                .collect(Collectors.toCollection(TreeSet::new));
        routes.removeIf(route -> route.startsWith("HEAD ")); // told of in prose, once for all

        assertThat(documented).isEqualTo(routes);
        routes.removeIf(route -> !route.startsWith("GET "));
        assertThat(heads).as("what serves HEAD").isEqualTo(routes);
    }

    @Test
    void everyParameterIsInTheContractAndTheReverse() throws Exception {
        Set<String> list = strings("query.QueryParser", "OPTIONS");
        list.add(CONDITIONS);
        Set<String> stats = new TreeSet<>(list);
        stats.removeAll(strings("query.StatsQueryParser", "REFUSED"));
        stats.addAll(strings("query.StatsQueryParser", "OWN"));
        Set<String> redact = new TreeSet<>(list);
        redact.removeAll(Set.of("limit", "cursor", "order"));
        redact.add(RedactRoutes.DRY_RUN);
        list.add(Columns.PARAMETER);
        list.add(CsvFormat.BYTE_ORDER_MARK);
        assertThat(Stream.of(list, stats, redact).flatMap(Set::stream).filter(name -> !name.equals(CONDITIONS)))
                .as("no parameter of one route is a field on another")
                .allMatch(ReservedNames::contains);

        for (Operation operation : CONTRACT.operations()) {
            Set<String> inQuery =
                    switch (operation.id()) {
                        case "findEvents" -> list;
                        case "countEvents" -> stats;
                        case "redactEvents" -> redact;
                        case "sendEvents" -> Set.of(JsonEvents.PARTIAL);
                        case "getConsistency" -> Set.of("old", "new");
                        case "getCheckpoint", "getLogKeys", "proveEvent" -> Set.of(LogRoutes.ORIGIN);
                        default -> Set.of();
                    };
            assertThat(operation.parameters("query")).as(operation.id()).isEqualTo(inQuery);
            Set<String> headers =
                    switch (operation.id()) {
                        case "findEvents" -> Set.of(TailStart.LAST_EVENT_ID);
                        case "sendEvent" -> Set.of(IdempotencyKey.HEADER);
                        default -> Set.of();
                    };
            assertThat(operation.parameters("header")).as(operation.id()).isEqualTo(headers);
            assertThat(operation.parameters("path")).as(operation.id()).isEqualTo(operation.namesInPath());
        }
    }

    @Test
    void everyKindOfProblemIsInTheContractWithItsStatusAndTitleAndTheReverse() {
        Set<String> program = Stream.of(Kind.values())
                .map(kind -> kind.status() + " urn:evident:problem:" + kind.slug() + " " + kind.title())
                .collect(Collectors.toSet());
        Set<String> documented = new HashSet<>();
        Set<Object> types = new HashSet<>();
        for (Operation operation : CONTRACT.operations()) {
            for (Response response : operation.responses()) {
                response.examples().filter(Contract.Example::isProblem).forEach(example -> {
                    Map<String, Object> problem = Contract.map(example.value());
                    assertThat(problem).as(example.where()).containsEntry("status", response.status());
                    assertThat(problem.get("type"))
                            .as(example.where())
                            .isEqualTo("urn:evident:problem:" + example.name());
                    documented.add(problem.get("status") + " " + problem.get("type") + " " + problem.get("title"));
                    types.add(problem.get("type"));
                });
            }
        }

        assertThat(documented).isEqualTo(program);
        assertThat(new HashSet<>(
                        Contract.list(CONTRACT.at("components", "schemas", "Problem", "properties", "type", "enum"))))
                .isEqualTo(types);
    }

    @Test
    void everyStatusThatTheTablesAwaitIsInTheContract() throws IOException {
        List<String> missing = new ArrayList<>();
        int compared = 0;
        try (Stream<Path> files = Files.list(TABLES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (HttpTable.Entry entry : HttpTable.read(file)) {
                    for (HttpTable.Exchange exchange : entry.exchanges()) {
                        compared++;
                        if (!isDocumented(exchange)) {
                            missing.add(file.getFileName() + ":" + entry.line() + " "
                                    + exchange.request().get(0) + " "
                                    + exchange.response().get(0));
                        }
                    }
                }
            }
        }

        assertThat(missing).isEmpty();
        assertThat(compared).isGreaterThan(100);
    }

    @Test
    void everyExampleHasTheShapeOfItsSchema() {
        assertThat(CONTRACT.examples()).hasSizeGreaterThan(20);
        CONTRACT.examples().forEach(example -> CONTRACT.checkShape(example.where(), example.schema(), example.value()));
    }

    @Test
    void everyExampleIsARealRequestOrARealResponse() throws IOException {
        try (RunningService service = RunningService.start()) {
            ContractExamples examples = new ContractExamples(service);

            int sent = examples.send(CONTRACT);
            int replayed = examples.replay(CONTRACT);

            assertThat(sent).isEqualTo(3);
            assertThat(replayed).isGreaterThan(20);
        }
    }

    @Test
    void everyOperationIsForTheTokensThatTheContractSays() throws IOException {
        try (RunningService service = RunningService.start()) {
            for (Operation operation : CONTRACT.operations()) {
                String request = operation.method() + " " + operation.path().replaceAll("\\{[a-z]+}", "0");
                Set<String> scopes = operation.scopes();
                int none = status(service, request, "<absent>");
                int writer = status(service, request, "writer_token");
                int reader = status(service, request, "reader_token");
                int verifier = status(service, request, "verifier_token");

                assertThat(none == 401).as(request).isEqualTo(!scopes.isEmpty());
                assertThat(writer == 403).as(request).isEqualTo(!scopes.isEmpty() && !scopes.contains("write"));
                assertThat(reader == 403).as(request).isEqualTo(!scopes.isEmpty() && !scopes.contains("read"));
                assertThat(verifier == 403).as(request).isEqualTo(!scopes.isEmpty() && !scopes.contains("verify"));
            }
        }
    }

    @Test
    void theContractAndItsPageAreServedToEverybodyAndNothingElseIs() throws IOException {
        try (RunningService service = RunningService.start()) {
            WireResponse contract = get(service, "/openapi.yaml");
            assertThat(contract.status()).isEqualTo(200);
            assertThat(contract.header("Content-Type")).isEqualTo("application/yaml");
            assertThat(contract.text())
                    .isEqualTo(Contract.text().replace("${version}", version()))
                    .doesNotContain("${");

            WireResponse page = get(service, "/docs");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(page.text()).doesNotContain("<script>", "<style", "style=", "://");
            Map<String, String> types = Map.of(
                    "icon.svg", "image/svg+xml",
                    "page.css", "text/css; charset=utf-8",
                    "start.js", "text/javascript; charset=utf-8",
                    "swagger-ui-bundle.js", "text/javascript; charset=utf-8",
                    "swagger-ui.css", "text/css; charset=utf-8");
            assertThat(types.keySet())
                    .isEqualTo(CONTRACT.operation("getDocsFile").choices("file"));
            for (String name : types.keySet()) {
                assertThat(page.text()).contains("\"docs/" + name + "\"");
                WireResponse file = get(service, "/docs/" + name);
                assertThat(file.status()).as(name).isEqualTo(200);
                assertThat(file.header("Content-Type")).isEqualTo(types.get(name));
                assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(file.header("Content-Security-Policy")).contains("default-src 'none'");
                assertThat(file.header("Cache-Control")).isEqualTo("no-cache");
                String tag = "If-None-Match: " + file.header("ETag");
                assertThat(get(service, "/docs/" + name, tag).status()).isEqualTo(304);
            }

            for (String other : List.of(
                    "/docs/index.html",
                    "/docs/swagger-ui.js",
                    "/docs/openapi.yaml",
                    "/docs/..%2fopenapi.yaml",
                    "/docs/..%2f..%2fconf%2fevident.yaml",
                    "/docs/%2e%2e/conf/evident.yaml",
                    "/docs//swagger-ui.css/../start.js%00",
                    "/META-INF/resources/webjars/swagger-ui/5.34.1/swagger-ui.css")) {
                WireResponse refused = get(service, other);
                assertThat(refused.status()).as(other).isIn(400, 404);
                assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            }
        }
    }

    private static WireResponse get(RunningService service, String target, String... headers) throws IOException {
        List<String> request = new ArrayList<>(List.of("GET " + target, "Authorization: <absent>"));
        request.addAll(List.of(headers));
        try (Wire wire = new Wire(service.api())) {
            return wire.send(RequestText.of(request, ContractExamples.notation(service)))
                    .response();
        }
    }

    private static int status(RunningService service, String request, String token) throws IOException {
        try (Wire wire = new Wire(service.api())) {
            List<String> lines = List.of(request, "Authorization: " + token);
            return wire.send(RequestText.of(lines, ContractExamples.notation(service)))
                    .response()
                    .status();
        }
    }

    /** What the router knows, as the contract writes it. */
    /** Forms of other senders have contracts of their own; docs/intake/README.md names them. */
    private static boolean isOfAnothersContract(String route) {
        String path = route.substring(route.indexOf(' ') + 1);
        return Stream.of("/elastic", "/services/", "/v1/", "/intake/", "/k8s/", "/audit_logs/")
                .anyMatch(path::startsWith);
    }

    private static Set<String> routes() {
        Vertx vertx = Vertx.vertx();
        try {
            var configuration = ConfigurationLoader.load(Optional.empty()).configuration();
            ApiVerticle verticle = new ApiVerticle(new ApiVerticle.Shared(
                    configuration,
                    new Listener(
                            new Connections("api", 100, 100, new SimpleMeterRegistry()),
                            HostNames.any(),
                            ServerTls.none()),
                    Bus.install(vertx),
                    new SimpleMeterRegistry(),
                    () -> configuration.viewer().port()));
            verticle.init(vertx, vertx.getOrCreateContext());
            Set<String> routes = new TreeSet<>();
            verticle.router().getRoutes().stream()
                    .filter(route -> route.getPath() != null)
                    .forEach(route -> {
                        for (HttpMethod method : route.methods()) {
                            routes.add(method.name() + " "
                                    + route.getPath()
                                            .replaceAll(":([a-z]+)", "{$1}")
                                            .replaceFirst("^/log/tile/.*", "/log/tile/{tile}"));
                        }
                    });
            return routes;
        } finally {
            vertx.close().await();
        }
    }

    private static boolean isDocumented(HttpTable.Exchange exchange) {
        String[] request = exchange.request().get(0).split(" ", 2);
        int status = Integer.parseInt(exchange.response().get(0).split(" ", -1)[0]);
        boolean preflight = request[0].equals("OPTIONS") && status == 204; // told of in prose
        boolean noRequest = request.length < 2 || request[0].startsWith("{"); // after 100, or not HTTP
        if (preflight || noRequest || status < 200) {
            return true;
        }
        String path = request[1]
                .replaceFirst("^http://[^/]+", "")
                .replaceFirst("\\?.*", "")
                .replaceFirst("(?<=.)/$", "")
                .replace("%65", "e");
        List<Operation> onPath =
                CONTRACT.operations().stream().filter(one -> one.matches(path)).toList();
        String method = request[0].equals("HEAD") ? "GET" : request[0];
        if (onPath.isEmpty()) {
            return status == 404;
        }
        List<Operation> meant =
                onPath.stream().filter(one -> one.method().equals(method)).toList();
        return (meant.isEmpty() ? onPath : meant)
                .stream().allMatch(one -> one.response(status).isPresent());
    }

    @SuppressWarnings("unchecked")
    private static Set<String> strings(String type, String name) throws ReflectiveOperationException {
        Field field = Class.forName("dev.evident." + type).getDeclaredField(name);
        field.setAccessible(true);
        return new TreeSet<>((Set<String>) field.get(null));
    }

    private static String version() throws IOException {
        try (var file = ContractTest.class.getResourceAsStream("/dev/evident/version.txt")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), UTF_8).strip();
        }
    }
}
