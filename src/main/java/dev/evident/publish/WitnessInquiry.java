package dev.evident.publish;

import dev.evident.config.WitnessAt;
import dev.evident.merkle.AddCheckpoint;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.NoteSignature;
import dev.evident.merkle.SignedNote;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks witnesses whether they know anything newer of a log than a checkpoint that was found in a backup. It is submitted as
 * one that they know already: who does cosigns it again, who knows another size says which.
 */
public final class WitnessInquiry {
    private static final int CONNECT_TIMEOUT_MS = 5_000;

    private WitnessInquiry() {}

    /** What a witness says of a checkpoint. */
    public enum Result {
        /** It is the newest that it knows. */
        NEWEST,
        /** It knows a larger tree of this log, or another one of the same size. */
        CONTRADICTED,
        /** It has not seen this checkpoint, or cannot be asked: it says nothing of what was signed. */
        UNKNOWN
    }

    /**
     * What one witness said.
     *
     * @param detail a sentence about it, for people
     */
    public record Said(String witness, Result result, String detail) {}

    /** Asks each of them in turn. Blocks, up to a quarter of a minute for each. */
    public static List<Said> ask(List<WitnessAt> witnesses, SignedNote checkpoint) {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient http = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS));
            List<Said> said = new ArrayList<>();
            for (WitnessAt at : witnesses) {
                said.add(ask(new WitnessCall(http, at.url()), at, checkpoint)
                        .otherwise(failure -> said(at, Result.UNKNOWN, String.valueOf(failure.getMessage())))
                        .await());
            }
            return said;
        } finally {
            vertx.close().await();
        }
    }

    private static Future<Said> ask(WitnessCall call, WitnessAt at, SignedNote checkpoint) {
        long size = Checkpoint.parse(checkpoint.text()).head().size();
        return call.post(new AddCheckpoint(size, List.of(), checkpoint)).map(reply -> switch (reply.status()) {
            case 200 -> cosigned(at, checkpoint, reply.body());
            case 409 -> conflict(at, size, reply.knownSize());
            default -> said(at, Result.UNKNOWN, "it responds " + reply.status() + ".");
        });
    }

    private static Said cosigned(WitnessAt at, SignedNote checkpoint, String lines) {
        try {
            List<NoteSignature> own =
                    SignedNote.lines(lines).stream().filter(at.key()::isNamedBy).toList();
            if (!new SignedNote(checkpoint.text(), own)
                    .verified(List.of(at.key()))
                    .isEmpty()) {
                return said(at, Result.NEWEST, "this is the newest checkpoint that it knows.");
            }
        } catch (MalformedException refused) {
            // said below
        }
        return said(at, Result.UNKNOWN, "its response has no valid cosignature of its key.");
    }

    private static Said conflict(WitnessAt at, long size, long known) {
        if (known < 0) {
            return said(at, Result.UNKNOWN, "it responds 409 without a size.");
        }
        if (known < size) {
            return said(
                    at, Result.UNKNOWN, "it knows " + known + " events only, so it cannot know what was signed since.");
        }
        return said(
                at,
                Result.CONTRADICTED,
                known > size
                        ? "it knows a newer tree, of " + known + " events."
                        : "it knows another tree of " + known + " events.");
    }

    private static Said said(WitnessAt at, Result result, String detail) {
        return new Said(at.key().name(), result, detail);
    }
}
