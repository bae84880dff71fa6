package dev.evident.merkle;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A proof that can be checked offline, C2SP tlog-proof: where the entry stands, its inclusion proof, the checkpoint.
 *
 * @param extra anything; nobody signs it
 * @param index the entry's position
 * @param path from the leaf's sibling up
 * @param checkpoint the signed note, as it is written
 */
public record TlogProof(Optional<byte[]> extra, long index, List<byte[]> path, String checkpoint) {
    private static final String FORM = "c2sp.org/tlog-proof@v1";
    private static final String EXTRA = "extra ";
    private static final String INDEX = "index ";

    public TlogProof {
        path = List.copyOf(path);
    }

    /** Reads a proof from anybody; the checkpoint's signatures are not looked at. */
    public static TlogProof parse(String text) {
        int blank = text.indexOf("\n\n");
        if (blank < 0 || text.length() > 2 * SignedNote.MAX_BYTES) {
            throw new MalformedException("A proof has a blank line before its checkpoint.");
        }
        String[] lines = text.substring(0, blank).split("\n", -1);
        int at = 0;
        require(lines[at++].equals(FORM), "A proof begins with " + FORM + ".");
        Optional<byte[]> extra = Optional.empty();
        if (at < lines.length && lines[at].startsWith(EXTRA)) {
            extra = Optional.of(StrictText.base64(lines[at++].substring(EXTRA.length())));
        }
        require(at < lines.length && lines[at].startsWith(INDEX), "A proof says its index.");
        long index = StrictText.number(lines[at++].substring(INDEX.length()));
        require(lines.length - at <= Proofs.MAX_HASHES, "The proof is longer than any tree needs.");
        List<byte[]> path = new ArrayList<>();
        while (at < lines.length) {
            path.add(StrictText.hash(lines[at++]));
        }
        return new TlogProof(extra, index, path, text.substring(blank + 2));
    }

    /** As it is written. */
    public String text() {
        StringBuilder text = new StringBuilder(FORM).append('\n');
        extra.ifPresent(bytes -> text.append(EXTRA)
                .append(Base64.getEncoder().encodeToString(bytes))
                .append('\n'));
        text.append(INDEX).append(index).append('\n');
        path.forEach(
                hash -> text.append(Base64.getEncoder().encodeToString(hash)).append('\n'));
        return text.append('\n').append(checkpoint).toString();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new MalformedException(otherwise);
        }
    }
}
