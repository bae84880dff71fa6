package dev.evident.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.EntryBundle;
import dev.evident.merkle.Frontier;
import dev.evident.merkle.HashSource;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TilePath;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import dev.evident.verify.BundleCheck.Checked;
import dev.evident.verify.Finding.Part;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a log from outside: the signature of its newest checkpoint, every entry and every hash that the tree is made of,
 * and, with a token that may read, every event. Blocks; one use.
 */
public final class RemoteCheck {
    /** Requests under way. */
    private static final int AHEAD = 4;

    private static final String FORM = "evident.event/v1\n";

    private final RemoteLog log;
    private final Signatures signatures;
    private final @Nullable Against against;
    private final boolean events;
    private final Findings findings = new Findings();
    private final List<String> checked = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private final TreeHash hash = new TreeHash();
    private Optional<TreeHead> then = Optional.empty();

    /**
     * A check that has not begun.
     *
     * @param keys at least one: what the log says of itself is worth nothing without
     * @param against a checkpoint or proof that was kept; null for none
     * @param events whether the events are to be read too
     */
    public RemoteCheck(RemoteLog log, List<VerifierKey> keys, @Nullable Path against, boolean events) {
        this.log = log;
        this.signatures = new Signatures(keys);
        this.against = against == null ? null : Against.read(against);
        this.events = events;
    }

    /** Checks everything. Told how many entries are done and how many there are. */
    public Verdict run(BiConsumer<Long, Long> progress) {
        SignedNote note;
        Checkpoint signed;
        try {
            note = log.checkpoint();
            signed = Checkpoint.parse(note.text());
        } catch (MalformedException malformed) {
            throw new CannotCheckException("The log's checkpoint is none: " + malformed.getMessage());
        }
        signatures
                .refusal(note)
                .ifPresentOrElse(
                        why -> findings.add(Part.CHECKPOINT, 0, 0, why),
                        () -> checked.add("the newest checkpoint's signature"));
        tree(signed.head(), progress);
        if (against != null) {
            compare(against, signed.head());
        }
        if (events) {
            bundle(signed.head(), progress);
        } else {
            unchecked.add("content of the events: that needs a token with the scope read (--token-file)");
        }
        return new Verdict(signed.head(), findings, checked, unchecked);
    }

    private record Pair(TilePath path, CompletableFuture<byte[]> hashes, CompletableFuture<byte[]> entries) {}

    private void tree(TreeHead head, BiConsumer<Long, Long> progress) {
        Frontier frontier = new Frontier();
        Deque<Pair> under = new ArrayDeque<>();
        long requested = 0;
        keep(frontier);
        while (frontier.size() < head.size()) {
            while (requested < head.size() && under.size() < AHEAD) {
                int width = (int) Math.min(HashSource.TILE, head.size() - requested);
                long number = requested / HashSource.TILE;
                TilePath hashes = new TilePath(false, 0, number, width);
                under.add(new Pair(hashes, log.tile(hashes), log.tile(new TilePath(true, 0, number, width))));
                requested += width;
            }
            tile(under.remove(), frontier);
            progress.accept(frontier.size(), head.size());
        }
        if (frontier.head().equals(head)) {
            checked.add(head.size() + " entries and their hashes give the checkpoint's root");
        } else {
            findings.add(
                    Part.NODE,
                    0,
                    head.size() - 1,
                    "The served tree is " + frontier.head() + ", the checkpoint says " + head + ".");
        }
    }

    private void tile(Pair pair, Frontier frontier) {
        byte[] hashes = RemoteLog.await(pair.hashes);
        List<byte[]> entries = entries(pair);
        int width = pair.path.width();
        long first = pair.path.first();
        if (hashes.length != width * TreeHash.BYTES || entries.size() != width) {
            findings.add(
                    Part.NODE, first, first + width - 1, "The tile or its entries are not as many as they must be.");
            hashes = Arrays.copyOf(hashes, width * TreeHash.BYTES);
        }
        for (int i = 0; i < width; i++) {
            byte[] leaf = Arrays.copyOfRange(hashes, i * TreeHash.BYTES, (i + 1) * TreeHash.BYTES);
            long seq = first + i;
            if (i < entries.size()) {
                byte[] entry = entries.get(i);
                if (!Arrays.equals(hash.leaf(entry), leaf)) {
                    findings.add(Finding.event(seq, "Its entry is not that of its leaf hash."));
                } else if (!new String(entry, US_ASCII).startsWith(FORM + seq + "\n")) {
                    findings.add(Finding.event(seq, "Its entry is one of another position."));
                }
            }
            frontier.add(leaf, node -> {});
            keep(frontier);
        }
    }

    private List<byte[]> entries(Pair pair) {
        try {
            return EntryBundle.decode(RemoteLog.await(pair.entries));
        } catch (MalformedException malformed) {
            return List.of();
        }
    }

    private void keep(Frontier frontier) {
        if (against != null
                && against.head().filter(kept -> kept.size() == frontier.size()).isPresent()) {
            then = Optional.of(frontier.head());
        }
    }

    private void compare(Against kept, TreeHead head) {
        String name = kept.file().toString();
        if (kept.note() == null) {
            throw new CannotCheckException(name + " is a receipt; over HTTP give a checkpoint or a proof.");
        }
        TreeHead old = kept.head().orElseThrow();
        Optional<String> refusal = signatures.refusal(kept.note());
        if (refusal.isPresent()) {
            findings.add(Part.CHECKPOINT, 0, old.size() - 1, name + ": " + refusal.get());
        } else if (old.size() > head.size()) {
            findings.add(
                    Part.CHECKPOINT,
                    head.size(),
                    old.size() - 1,
                    name + " was signed for " + old.size() + " events, the log now has " + head.size() + ".");
        } else if (!then.equals(Optional.of(old))) {
            findings.add(
                    Part.CHECKPOINT,
                    0,
                    old.size() - 1,
                    "The log's first " + old.size() + " entries are not those of " + name + ".");
        } else {
            checked.add(name + ": " + old.size() + " events");
        }
        EventProof proof = kept.proof();
        if (proof != null && proof.leaf().or(proof::made).isPresent()) {
            proof.refusal().ifPresent(why -> findings.add(Part.PROOF, proof.index(), proof.index(), name + ": " + why));
        }
    }

    /** A service does not hand out events that contradict its tree; when that is known already, it is the finding. */
    private Optional<InputStream> events() {
        try {
            return log.bundle("order=asc");
        } catch (CannotCheckException refused) {
            refused.damaged()
                    .ifPresent(seq -> findings.add(Finding.event(
                            seq, "The service does not hand it out: it is not what the log committed to.")));
            if (findings.isEmpty()) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    private void bundle(TreeHead head, BiConsumer<Long, Long> progress) {
        Optional<InputStream> zip = events();
        if (zip.isEmpty()) {
            unchecked.add("content of the events: the token may not read them, or the service could not give them");
            return;
        }
        Checked read = new BundleCheck(signatures.keys()).run(zip.get(), done -> progress.accept(done, head.size()));
        read.verdict().findings().kept().forEach(findings::add);
        read.checkpoint()
                .ifPresent(
                        later -> continues(head, Checkpoint.parse(later.text()).head()));
        if (read.events() < head.size()) {
            unchecked.add((head.size() - read.events()) + " events that the token may not read");
        }
        checked.add(read.events() + " events: body, salt, id and timestamp give the leaf that the tree has");
    }

    /** The bundle has a checkpoint of its own, of a log that may have grown meanwhile. */
    private void continues(TreeHead head, TreeHead later) {
        boolean same = later.size() >= head.size()
                && Proofs.consistent(
                        head,
                        later,
                        later.size() == head.size() || head.size() == 0
                                ? List.of()
                                : log.consistency(head.size(), later.size()));
        if (!same) {
            findings.add(
                    Part.CHECKPOINT,
                    0,
                    head.size() - 1,
                    "The events were proven in another log than the one that" + " the tiles show.");
        }
    }
}
