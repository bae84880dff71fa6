package dev.evident.publish;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.Client;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.EventLeaf;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.List;

/** Checks what a log shows, as somebody does who trusts its key alone. */
final class Auditor {
    private final Client client;
    private final VerifierKey key;

    Auditor(Client client) {
        this(client, key(client));
    }

    Auditor(Client client, VerifierKey key) {
        this.client = client;
        this.key = key;
    }

    /** The key that the log says is its current one. */
    static VerifierKey key(Client client) {
        return VerifierKey.parse(ok(client.get("/log/key")).lines().findFirst().orElseThrow());
    }

    static String ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** The newest checkpoint. */
    TreeHead head() {
        return head(ok(client.get("/log/checkpoint")));
    }

    /** What a signed checkpoint says. */
    TreeHead head(String note) {
        SignedNote signed = SignedNote.parse(note);
        assertThat(signed.verified(List.of(key))).containsExactly(key);
        Checkpoint checkpoint = Checkpoint.parse(signed.text());
        assertThat(checkpoint.origin()).isEqualTo(key.name());
        return checkpoint.head();
    }

    /** Checks the proof of an event, asked for at once, and returns it. */
    JsonObject proven(String id) {
        JsonObject proof = new JsonObject(ok(client.get("/events/" + id + "/proof")));
        byte[] content = proof.containsKey("content")
                ? bytes(proof, "content")
                : new EventLeaf().content(bytes(proof, "salt"), bytes(proof, "body"));
        byte[] leaf = new EventLeaf()
                .entry(proof.getLong("seq"), proof.getString("id"), proof.getString("timestamp"), content);
        assertThat(proof.getString("leaf").getBytes(US_ASCII)).isEqualTo(leaf);
        assertThat(proof.getString("id")).isEqualTo(id);
        TreeHead head = head(proof.getString("checkpoint"));
        assertThat(proof.getLong("tree_size")).isEqualTo(head.size());
        assertThat(Proofs.includes(
                        head, proof.getLong("seq"), new TreeHash().leaf(leaf), path(proof.getJsonArray("path"))))
                .isTrue();
        return proof;
    }

    /** Checks that one tree is the beginning of another. */
    void requireConsistent(TreeHead older, TreeHead newer) {
        JsonObject proof =
                new JsonObject(ok(client.get("/log/consistency?old=" + older.size() + "&new=" + newer.size())));
        assertThat(Proofs.consistent(older, newer, path(proof.getJsonArray("path"))))
                .isTrue();
    }

    static byte[] bytes(JsonObject json, String name) {
        return Base64.getDecoder().decode(json.getString(name));
    }

    private static List<byte[]> path(JsonArray hashes) {
        return hashes.stream()
                .map(hash -> Base64.getDecoder().decode((String) hash))
                .toList();
    }
}
