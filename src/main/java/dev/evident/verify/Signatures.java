package dev.evident.verify;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.VerifierKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Who may sign for the log. */
record Signatures(List<VerifierKey> keys) {

    Signatures {
        keys = List.copyOf(keys);
    }

    /** What is wrong with a checkpoint's origin or signatures; empty when nothing is. */
    Optional<String> refusal(SignedNote note) {
        try {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (keys.isEmpty()) {
                return Optional.of("There is no key to check its signature with.");
            }
            if (note.verified(keys).isEmpty()) {
                return Optional.of("It is not signed by " + names() + ".");
            }
            boolean own = keys.stream().anyMatch(key -> key.name().equals(checkpoint.origin()));
            return own ? Optional.empty() : Optional.of("It is a checkpoint of another log than " + names() + ".");
        } catch (MalformedException malformed) {
            return Optional.of("It cannot be trusted: " + malformed.getMessage());
        }
    }

    private String names() {
        return keys.stream().map(VerifierKey::name).distinct().collect(Collectors.joining(", "));
    }
}
