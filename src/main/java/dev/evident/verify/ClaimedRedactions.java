package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.event.RedactionEvent;
import dev.evident.verify.Finding.Part;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The events of a bundle that have no body, each with the position of the event that is claimed to say why. The claim is
 * checked where that event is in the bundle too. Holds some hundred bytes for each that waits for it.
 */
final class ClaimedRedactions {
    private static final byte[] NO_BODY = "null".getBytes(US_ASCII);

    private final Findings findings;
    private final Map<Long, Set<Long>> waiting = new HashMap<>();
    private final Map<Long, Set<Long>> said = new HashMap<>();

    ClaimedRedactions(Findings findings) {
        this.findings = findings;
    }

    /** Whether the bundle gives this event as one whose body was deleted. */
    static boolean isOne(JsonObject proof, byte[] body) {
        return Arrays.equals(body, NO_BODY) && proof.getValue("redacted") instanceof JsonObject;
    }

    /** Takes the next event of the bundle: one that was redacted, one that says so, or any other. */
    void event(long seq, JsonObject proof, byte[] body) {
        boolean redacted = isOne(proof, body);
        Set<Long> targets = redacted ? Set.of() : RedactionCheck.targets(body).keySet();
        if (!targets.isEmpty()) {
            said.put(seq, targets);
        }
        Set<Long> claims = waiting.remove(seq);
        if (claims != null) {
            claims.stream().filter(claimed -> !targets.contains(claimed)).forEach(claimed -> refuse(claimed, seq));
        }
        if (redacted) {
            claim(seq, proof.getJsonObject("redacted").getLong("by", -1L));
        }
    }

    private void claim(long seq, long by) {
        if (by <= seq) {
            refuse(seq, by);
        } else if (!said.getOrDefault(by, Set.of()).contains(seq)) {
            waiting.computeIfAbsent(by, event -> new HashSet<>()).add(seq);
        }
    }

    private void refuse(long seq, long by) {
        findings.add(
                Part.EVENT,
                seq,
                seq,
                "Its body is missing, and event " + by + " does not say that it was redacted (" + RedactionEvent.TYPE
                        + ").");
    }

    /** What could not be looked at, at the end; empty when nothing. */
    Optional<String> unproven() {
        long count = waiting.values().stream().mapToLong(Set::size).sum();
        return count == 0
                ? Optional.empty()
                : Optional.of(
                        "why " + count + " events have no body: the events that are claimed to say so are not in the"
                                + " bundle, or come before them");
    }
}
