package dev.evident.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bus.LogMessages.Signed;
import dev.evident.event.Redaction;
import dev.evident.event.StoredEvent;
import dev.evident.event.Timestamps;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.HashSource;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one bundle, in the order in which they are written: {@code README.txt}, {@code checkpoint.txt}, {@code
 * keys.txt}; for each part {@code events/<part>.ndjson}, the stored bytes of an event a line or {@code null} for one that
 * was redacted, and {@code proofs/<part>.ndjson}, a line for each of them; {@code cover.html}; {@code manifest.json}, without
 * which the bundle is not complete. For one thread at a time.
 */
final class BundleFiles {
    /** Stands at the end of a bundle that could not be finished. */
    private static final String INCOMPLETE = "INCOMPLETE.txt";

    private static final byte[] NO_BODY = "null".getBytes(US_ASCII);

    private final String query;
    private final Signed signed;
    private final Instant created = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Zip zip = new Zip(bytes);
    private final ByteArrayOutputStream proofs = new ByteArrayOutputStream();
    private final TreeHash hash = new TreeHash();
    private final EventLeaf form = new EventLeaf();
    private final List<VerifierKey> keys;
    private final LongConsumer written;
    private final BundleCover cover;
    private boolean begun;
    private long events;
    private int parts;

    BundleFiles(String query, String who, Signed signed, List<VerifierKey> keys, LongConsumer written) {
        this.written = written;
        this.query = query;
        this.signed = signed;
        this.keys = keys;
        this.cover = new BundleCover(query, who, signed, keys, created);
    }

    /** Leaves of the tree that the proofs lead to. */
    long size() {
        return signed.head().size();
    }

    /** Makes the proofs of events; they are written with the part that these belong to. */
    @Nullable
    Void prove(List<StoredEvent> some, HashSource hashes) throws IOException {
        for (StoredEvent event : some) {
            proofs.writeBytes(proof(event, hashes).toBuffer().getBytes());
            proofs.write('\n');
        }
        return null;
    }

    /** The bytes of the next part: these events, and the proofs that have been made of them. */
    Buffer part(List<StoredEvent> some) throws IOException {
        begin();
        parts++;
        String name = String.format(Locale.ROOT, "%08d.ndjson", parts);
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (StoredEvent event : some) {
            lines.writeBytes(event.redaction() == null ? event.body() : NO_BODY);
            lines.write('\n');
        }
        fileAndCover("events/" + name, lines.toByteArray());
        fileAndCover("proofs/" + name, proofs.toByteArray());
        proofs.reset();
        events += some.size();
        written.accept(events);
        return take();
    }

    /** The last bytes. */
    Buffer end() throws IOException {
        begin();
        JsonObject manifest = new JsonObject()
                .put("format", "evident.bundle/v1")
                .put("created", created.toString())
                .put("query", query)
                .put("events", events)
                .put("parts", parts)
                .put("tree_size", size())
                .put("complete", true);
        file("cover.html", cover.page(events));
        file("manifest.json", (manifest.encodePrettily() + "\n").getBytes(UTF_8));
        zip.finish();
        return take();
    }

    /** Bytes that say why the bundle ends here, without its manifest. */
    Buffer broken(String why) throws IOException {
        file(INCOMPLETE, (why + "\n").getBytes(UTF_8));
        return take();
    }

    void close() {
        zip.free();
    }

    private JsonObject proof(StoredEvent event, HashSource hashes) {
        String id = event.id().toString();
        String timestamp = Timestamps.format(event.micros());
        Redaction redaction = event.redaction();
        byte[] content = redaction == null ? form.content(event.salt(), event.body()) : redaction.content();
        byte[] leaf = form.entry(event.seq(), id, timestamp, content);
        List<byte[]> path = Proofs.hashes(Proofs.inclusion(event.seq(), size()), hashes);
        if (!Proofs.includes(signed.head(), event.seq(), hash.leaf(leaf), path)) {
            throw Unproven.event(event.seq());
        }
        JsonArray lines = new JsonArray();
        path.forEach(line -> lines.add(base64(line)));
        JsonObject json = new JsonObject().put("seq", event.seq()).put("id", id).put("timestamp", timestamp);
        if (redaction == null) {
            json.put("salt", base64(event.salt()));
        } else {
            json.put("content", base64(content)).put("redacted", EventJson.redacted(redaction));
        }
        return json.put("leaf", new String(leaf, US_ASCII)).put("path", lines);
    }

    private void begin() throws IOException {
        if (begun) {
            return;
        }
        begun = true;
        try (InputStream readme = BundleFiles.class.getResourceAsStream("bundle-readme.txt")) {
            file(
                    "README.txt",
                    Objects.requireNonNull(readme, "it is packaged with the class")
                            .readAllBytes());
        }
        fileAndCover("checkpoint.txt", signed.note().getBytes(UTF_8));
        fileAndCover(
                "keys.txt",
                keys.stream()
                        .map(key -> key + "\n")
                        .collect(Collectors.joining())
                        .getBytes(UTF_8));
    }

    private void fileAndCover(String name, byte[] content) throws IOException {
        file(name, content);
        cover.add(name, content);
    }

    private void file(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private Buffer take() throws IOException {
        zip.flush();
        Buffer taken = Buffer.buffer(bytes.toByteArray());
        bytes.reset();
        return taken;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** At the level that costs least: half of it are hashes. */
    private static final class Zip extends ZipOutputStream {
        Zip(ByteArrayOutputStream out) {
            super(out, UTF_8);
            setLevel(Deflater.BEST_SPEED);
        }

        void free() {
            def.end();
        }
    }
}
