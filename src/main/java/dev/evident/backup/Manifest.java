package dev.evident.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a backup says of itself in its file {@value #FILE}, which is written last: a directory without it is no backup.
 * It guards against bit rot, incomplete copies and mix-ups. It is no proof: who can change the backup can change this too.
 *
 * @param origin the log's name
 * @param head of the events that are in the backup
 * @param time when the copy of the record was begun: everything acknowledged before is in it
 * @param regular whether the service made it by its own timer, and may remove it again
 * @param files all files but this one
 */
record Manifest(String origin, TreeHead head, Instant time, boolean regular, List<Entry> files) {
    static final String FILE = "backup.json";

    private static final String FORM = "evident.backup/v1";
    private static final long MAX_BYTES = 1 << 20;
    private static final int MAX_FILES = 10_000;

    /** The names that a backup can have: nothing of a manifest ever leads out of its directory. */
    private static final Pattern NAME =
            Pattern.compile("events\\.db|head|checkpoint|(checkpoint|closed)-[0-9a-f]{16}|keys/(log\\.keys|signed)");

    /**
     * A file of the backup.
     *
     * @param name below the backup's directory
     * @param sha256 in hexadecimal digits
     */
    record Entry(String name, long bytes, String sha256) {}

    Manifest {
        files = List.copyOf(files);
    }

    /** Whether a file can be part of a backup. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** The bytes of all files. */
    long bytes() {
        return files.stream().mapToLong(Entry::bytes).sum();
    }

    /**
     * Reads that of a backup.
     *
     * @throws StartException when there is none or it cannot be understood
     */
    static Manifest read(Path backup) throws IOException {
        Path file = backup.resolve(FILE);
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new StartException(file + " is no manifest of a backup: it is too long");
            }
            return parse(new JsonObject(Files.readString(file, UTF_8)));
        } catch (NoSuchFileException none) {
            throw new StartException(backup + " is no finished backup: it has no " + FILE);
        } catch (DecodeException
                | ClassCastException
                | NullPointerException
                | IllegalArgumentException
                | DateTimeException refused) {
            throw new StartException(file + " is no manifest of a backup");
        }
    }

    private static Manifest parse(JsonObject json) {
        List<Entry> files = new ArrayList<>();
        Set<String> names = new HashSet<>();
        JsonArray list = json.getJsonArray("files");
        for (int i = 0; i < Math.min(list.size(), MAX_FILES); i++) {
            JsonObject one = list.getJsonObject(i);
            Entry entry = new Entry(text(one, "name"), one.getLong("bytes"), text(one, "sha256"));
            if (!isName(entry.name) || !names.add(entry.name)) {
                throw new IllegalArgumentException("name");
            }
            files.add(entry);
        }
        byte[] root = Base64.getDecoder().decode(text(json, "root"));
        if (!text(json, "format").equals(FORM) || root.length != TreeHash.BYTES) {
            throw new IllegalArgumentException("format");
        }
        return new Manifest(
                text(json, "origin"),
                new TreeHead(json.getLong("size"), root),
                Instant.parse(text(json, "time")),
                json.getBoolean("regular"),
                files);
    }

    private static String text(JsonObject json, String member) {
        return Objects.requireNonNull(json.getString(member));
    }

    /** As it is written. */
    byte[] json() {
        JsonArray list = new JsonArray();
        files.forEach(file -> list.add(
                new JsonObject().put("name", file.name).put("bytes", file.bytes).put("sha256", file.sha256)));
        return (new JsonObject()
                                .put("format", FORM)
                                .put("origin", origin)
                                .put("size", head.size())
                                .put("root", Base64.getEncoder().encodeToString(head.root()))
                                .put("time", time.toString())
                                .put("regular", regular)
                                .put("files", list)
                                .encodePrettily()
                        + "\n")
                .getBytes(UTF_8);
    }
}
