package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What bodies have in common: pieces of text, each of which stands as a whole in at least one of {@value #ONE_IN} bodies,
 * at least {@value #MIN_EVENTS}, of at least {@value #MIN_USERS} users. A piece of nothing but {@linkplain Tokens structure}
 * needs no number of users. No value in a piece has a word of a {@code user_id} that fewer users have in theirs.
 *
 * <p>Tokens that are shared are the first pieces. Of neighbours, those that most bodies have become one piece, again and
 * again, until no two are shared. For one thread.
 */
final class SharedPieces {
    static final int MIN_EVENTS = 20;
    static final int MIN_USERS = 10;
    static final int ONE_IN = 100;

    /** Tokens in all, to bound the memory; bodies beyond that are left out. */
    static final int MAX_TOKENS = 400_000;

    /** In bytes. */
    private static final int MAX_LENGTH = 4_000;

    /** In percent of the most frequent pair: all that are as frequent become one piece in one pass. */
    private static final int FREQUENT = 90;

    /** In place of what is not shared. */
    private static final Piece GAP = new Piece("", true);

    private final List<Body> bodies = new ArrayList<>();
    private final Map<String, Set<String>> usersOfWord = new HashMap<>();
    private int minEvents;

    private SharedPieces() {}

    /** The pieces, the most frequent last. */
    static List<String> of(List<byte[]> bodies) {
        SharedPieces shared = new SharedPieces();
        shared.read(bodies);
        while (shared.merge()) {
            // until no two neighbours are shared
        }
        return shared.inOrder();
    }

    private void read(List<byte[]> all) {
        Map<String, Piece> tokens = new HashMap<>();
        int count = 0;
        for (byte[] json : all) {
            if (count < MAX_TOKENS) {
                Body body = new Body();
                body.user = Tokens.visit(
                        json,
                        (text, structure) -> body.pieces.add(tokens.computeIfAbsent(
                                (structure ? "s" : "v") + text, first -> new Piece(text, structure))));
                body.pieces.forEach(piece -> piece.standsIn(body));
                bodies.add(body);
                count += body.pieces.size();
                Tokens.visit(body.user.getBytes(ISO_8859_1), (word, structure) -> usersOfWord
                        .computeIfAbsent(word, first -> new HashSet<>())
                        .add(body.user));
            }
        }
        minEvents = Math.max(MIN_EVENTS, (bodies.size() + ONE_IN - 1) / ONE_IN);
        for (Body body : bodies) {
            body.pieces.replaceAll(piece -> isShared(piece) && !isOwned(piece) ? piece : GAP);
        }
    }

    private boolean merge() {
        Map<Pair, Piece> pairs = new HashMap<>();
        for (Body body : bodies) {
            for (int i = 1; i < body.pieces.size(); i++) {
                Pair pair = new Pair(body.pieces.get(i - 1), body.pieces.get(i));
                if (pair.left != GAP && pair.right != GAP) {
                    pairs.computeIfAbsent(pair, Pair::merged).standsIn(body);
                }
            }
        }
        pairs.values().removeIf(piece -> !isShared(piece));
        int most = pairs.values().stream().mapToInt(piece -> piece.events).max().orElse(0);
        pairs.values().removeIf(piece -> piece.events * 100 < most * FREQUENT);
        bodies.forEach(body -> body.merge(pairs));
        return !pairs.isEmpty();
    }

    private List<String> inOrder() {
        Map<Piece, Integer> counts = new HashMap<>();
        for (Body body : bodies) {
            body.pieces.forEach(piece -> counts.merge(piece, 1, Integer::sum));
        }
        counts.remove(GAP);
        return counts.entrySet().stream()
                .filter(piece -> piece.getValue() >= minEvents) // others became part of longer ones
                .sorted(Map.Entry.<Piece, Integer>comparingByValue().thenComparing(piece -> piece.getKey().text))
                .map(piece -> piece.getKey().text)
                .toList();
    }

    private boolean isShared(Piece piece) {
        return piece.events >= minEvents
                && (piece.structure || piece.users.size() >= MIN_USERS)
                && piece.text.length() <= MAX_LENGTH;
    }

    private boolean isOwned(Piece piece) {
        int users = usersOfWord.getOrDefault(piece.text, Set.of()).size();
        return !piece.structure && Tokens.isWord(piece.text.charAt(0)) && users > 0 && users < MIN_USERS;
    }

    private static final class Body {
        private List<Piece> pieces = new ArrayList<>();
        private String user = "";

        void merge(Map<Pair, Piece> pairs) {
            List<Piece> merged = new ArrayList<>(pieces.size());
            for (int i = 0; i < pieces.size(); i++) {
                Piece both = i + 1 < pieces.size() ? pairs.get(new Pair(pieces.get(i), pieces.get(i + 1))) : null;
                merged.add(both == null ? pieces.get(i) : both);
                i += both == null ? 0 : 1;
            }
            pieces = merged;
        }
    }

    private record Pair(Piece left, Piece right) {
        Piece merged() {
            return new Piece(left.text + right.text, left.structure && right.structure);
        }
    }

    /** A text, and in how many bodies of how many users it stands; more than once counts once. */
    private static final class Piece {
        private final String text;
        private final boolean structure;
        private final Set<String> users = new HashSet<>();
        private @Nullable Body last;
        private int events;

        Piece(String text, boolean structure) {
            this.text = text;
            this.structure = structure;
        }

        void standsIn(Body body) {
            if (last != body) {
                last = body;
                events++;
                if (users.size() < MIN_USERS) {
                    users.add(body.user);
                }
            }
        }
    }
}
