package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Await;
import dev.evident.Client;
import dev.evident.Returned;
import dev.evident.ServiceProcess;
import dev.evident.Verified;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A full disk: writing is refused with 507 and nothing of it is stored, reading goes on, freed space is used again. */
class FullDiskIT {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private int sent;

    @Test
    void aFullFileSystemIsReportedAndSurvived() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64m", "evident-test", disk.toString()) == 0,
                "this user may not mount a file system: the full disk is SKIPPED");
        try {
            fillUp(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    /** Stopped in order, then the disk is filled to the last block by somebody else, and then it is started twice. */
    @Test
    void aServiceStartsOnAFullFileSystemReadsAndSignsAndWritesLater() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64m", "evident-test", disk.toString()) == 0,
                "this user may not mount a file system: the full disk is SKIPPED");
        try {
            startFull(disk);
        } finally {
            assertThat(run("umount", disk.toString())).isZero();
        }
    }

    private void startFull(Path disk) throws Exception {
        Path data = disk.resolve("data");
        List<Long> acknowledged = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(data)) {
            acknowledged.add(Returned.of(post(service.client()).body()).seq());
            Await.until("the disk has its reserve", () -> Files.exists(data.resolve("reserve")));
            service.kill(); // so that the checkpoint is behind as well
        }
        Path rest = takeAllThatIsLeft(disk);
        for (int start = 0; start < 2; start++) {
            try (ServiceProcess service = ServiceProcess.start(data)) {
                Client client = service.client();
                assertThat(post(client).statusCode()).isEqualTo(507);
                assertStored(client, "/events?limit=1", acknowledged);
                String newest = client.list("/events?limit=1").get(0).id();
                Await.until(
                        "what is stored is signed",
                        () -> client.get("/events/" + newest + "/proof").statusCode() == 200);
                Await.until(
                        "the index responses",
                        () -> client.get("/events?event_type=none").statusCode() == 200);
                assertThat(service.output()).contains("is full").doesNotContain("\tat ");
                assertDegraded(service);
                if (start == 1) {
                    Files.delete(rest);
                    Await.until("there is room again", () -> post(client).statusCode() == 201);
                }
                assertThat(service.terminate()).as(service.output()).isZero();
            }
        }
        Verified.assertIntact(data);
    }

    private void fillUp(Path disk) throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[24 << 20]);
        Path data = disk.resolve("data");
        List<Long> acknowledged = new ArrayList<>();
        try (ServiceProcess service = ServiceProcess.start(data)) {
            Client client = service.client();
            HttpResponse<String> refused = postUntilRefused(client, acknowledged);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.body()).contains("nothing was stored");
            assertThat(acknowledged).isNotEmpty();
            assertDegraded(service);

            assertStored(client, "/events?limit=1", acknowledged);
            Path rest = takeAllThatIsLeft(disk);
            assertThat(post(client).statusCode()).isEqualTo(507);
            String newest = client.list("/events?limit=1").get(0).id();
            assertThat(client.get("/log/checkpoint").statusCode()).isEqualTo(200);
            assertThat(client.get("/events/" + newest + "/proof").statusCode())
                    .as("a checkpoint that there was no room for is not shown")
                    .isIn(200, 503);

            Files.delete(rest);
            Files.delete(ballast);
            Await.until(
                    "what was acknowledged is proven",
                    () -> client.get("/events/" + newest + "/proof").statusCode() == 200);
            Await.until("there is room again", () -> {
                HttpResponse<String> response = post(client);
                if (response.statusCode() == 201) {
                    acknowledged.add(Returned.of(response.body()).seq());
                }
                return response.statusCode() == 201;
            });
            Await.until(
                    "the index responses",
                    () -> client.get("/events?event_type=none").statusCode() == 200);
            Await.until("all is well again", () -> service.health().body().startsWith("{\"status\":\"UP\""));
            assertThat(service.shownMetrics()).contains("evident_store_refusing 0.0");
            assertStored(client, "/events?limit=1&event_type=full", acknowledged);
            assertThat(service.terminate()).as(service.output()).isZero();
        }
        Verified.assertIntact(data);
        try (ServiceProcess service = ServiceProcess.start(data)) {
            Await.until(
                    "the index responses",
                    () -> service.client().get("/events?event_type=none").statusCode() == 200);
            assertStored(service.client(), "/events?limit=1&event_type=full", acknowledged);
        }
    }

    /** Nothing is stored, and everything says so; reads are served, so requests may come. */
    private static void assertDegraded(ServiceProcess service) {
        HttpResponse<String> health = service.health();
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body())
                .contains(
                        "{\"name\":\"store\",\"status\":\"DEGRADED\"",
                        "No event has been stored since",
                        "disk is full");
        assertThat(service.shownMetrics()).contains("evident_store_refusing 1.0");
        assertThat(service.output()).contains("No event is stored: The disk is full");
    }

    /** Not one block is free any more: whatever needs a file of its own fails. */
    private static Path takeAllThatIsLeft(Path disk) throws IOException {
        Path file = disk.resolve("rest");
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] block = new byte[4_096];
            for (int blocks = 0; blocks < 64 << 8; blocks++) {
                out.write(block);
            }
        } catch (IOException full) {
            return file;
        }
        throw new AssertionError("the disk does not fill up");
    }

    private HttpResponse<String> postUntilRefused(Client client, List<Long> acknowledged) {
        for (int i = 0; i < 1_000; i++) {
            HttpResponse<String> response = post(client);
            if (response.statusCode() != 201) {
                return response;
            }
            acknowledged.add(Returned.of(response.body()).seq());
        }
        throw new AssertionError("the disk does not fill up");
    }

    private HttpResponse<String> post(Client client) {
        return client.post("{\"event_type\":\"full\",\"user_id\":\"u" + sent++ + "\",\"variant_data\":{\"x\":\""
                + "z".repeat(100_000) + "\"}}");
    }

    private static void assertStored(Client client, String target, List<Long> acknowledged) {
        assertThat(client.listAll(target)).extracting(Returned::seq).isEqualTo(newestFirst(acknowledged));
    }

    private static List<Long> newestFirst(List<Long> acknowledged) {
        int size = acknowledged.size();
        return LongStream.range(0, size)
                .mapToObj(i -> acknowledged.get(size - 1 - (int) i))
                .toList();
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
