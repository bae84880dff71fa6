package dev.evident.merkle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A text and who signed it, C2SP signed-note: the text, a blank line, one line for each signature. Nothing of the text may
 * be believed before {@link #verified} has said who stands for it.
 *
 * @param text with its last line feed
 * @param signatures at least one
 */
public record SignedNote(String text, List<NoteSignature> signatures) {
    /** The longest note that is read, in bytes: enough for a checkpoint with 16 post-quantum signatures. */
    public static final int MAX_BYTES = 128 << 10;

    /** The most signatures that are read; the specification asks for 16 at least. */
    public static final int MAX_SIGNATURES = 100;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * Signs a text.
     *
     * @param time seconds since the epoch, for signatures that say when
     */
    public static SignedNote sign(String text, List<SigningKey> keys, long time) {
        requireText(text);
        return new SignedNote(
                text, keys.stream().map(key -> key.sign(text, time)).toList());
    }

    /** Reads a note from anybody. */
    public static SignedNote parse(byte[] note) {
        if (note.length > MAX_BYTES) {
            throw new MalformedException("A note has at most " + MAX_BYTES + " bytes.");
        }
        return parse(StrictText.utf8(note));
    }

    /** As {@link #parse(byte[])}. */
    public static SignedNote parse(String note) {
        requireText(note);
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0) {
            throw new MalformedException("A note has a blank line before its signatures.");
        }
        return new SignedNote(note.substring(0, blank + 1), lines(note.substring(blank + 2)));
    }

    /** Reads signature lines that stand alone, as a witness sends them. */
    public static List<NoteSignature> lines(String text) {
        requireText(text);
        String[] lines = text.substring(0, text.length() - 1).split("\n", MAX_SIGNATURES + 1);
        if (lines.length > MAX_SIGNATURES) {
            throw new MalformedException("A note has at most " + MAX_SIGNATURES + " signatures.");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : lines) {
            signatures.add(NoteSignature.parse(line));
        }
        return signatures;
    }

    /**
     * Those of the keys that signed the text. Signatures of other keys are ignored.
     *
     * @throws MalformedException when one of the keys is named by a signature that is not its own
     */
    public Set<VerifierKey> verified(List<VerifierKey> keys) {
        Set<VerifierKey> signers = new LinkedHashSet<>();
        for (NoteSignature signature : signatures) {
            for (VerifierKey key : keys) {
                if (key.isNamedBy(signature) && !signers.contains(key)) {
                    if (!key.verifies(text, signature)) {
                        throw new MalformedException("A signature of a known key is not valid.");
                    }
                    signers.add(key);
                }
            }
        }
        return signers;
    }

    /** The same with further signatures. */
    public SignedNote with(List<NoteSignature> more) {
        List<NoteSignature> all = new ArrayList<>(signatures);
        all.addAll(more);
        return new SignedNote(text, all);
    }

    /** As it is written. */
    @Override
    public String toString() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()));
        return note.toString();
    }

    private static void requireText(String text) {
        if (!text.endsWith("\n") || text.length() > MAX_BYTES) {
            throw new MalformedException("The text does not end with a line feed, or is too long.");
        }
        if (text.chars().anyMatch(c -> (c < ' ' && c != '\n'))) {
            throw new MalformedException("The text holds a control character.");
        }
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw new MalformedException("The text holds half a character.");
        }
    }
}
