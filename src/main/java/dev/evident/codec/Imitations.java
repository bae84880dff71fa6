package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.evident.codec.JsonPieces.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Bodies that look like those of a record and repeat none of them. A dictionary made of them outlives the deletion of any
 * event: nothing in it came from one alone.
 *
 * <p>A body is cut into fragments: names of fields, values, and the words of texts. A fragment is shared when at least one
 * in {@value #ONE_IN} of the bodies and at least {@value #MANY_EVENTS} have it at the same place, and bodies of at least
 * {@value #MANY_USERS} users; names of fields and of event types need no number of users. In an imitation, each fragment
 * that is not shared is replaced by random characters, and each value and word that is shared by any that is shared at its
 * place: what stood together in an event does not stand together here, unless by chance. What remains of a single event is
 * how long its texts are and what lies in what.
 *
 * <p>For one thread. The same bodies and seed give the same imitations.
 */
final class Imitations {
    static final int MANY_EVENTS = 20;
    static final int MANY_USERS = 10;
    static final int ONE_IN = 100;

    /** Fragments in all at most, to bound the memory; bodies beyond that are left out. */
    private static final int MOST_FRAGMENTS = 400_000;

    /** Characters of a fragment that may be shared. */
    private static final int MOST_LENGTH = 200;

    /** Words of a text whose place counts; those behind share one. */
    private static final int PLACES = 24;

    private static final String TYPE = "event_type";
    private static final String USER = "user_id";

    /**
     * A part of a body; without a fragment it is syntax.
     *
     * @param stays whether it stands in the imitation itself when it is shared, and not another of its place
     * @param words how many parts behind it are the words that it has, and are taken when it is not shared
     */
    private record Part(String text, @Nullable Fragment fragment, boolean stays, int words) {}

    private final Map<String, Fragment> fragments = new HashMap<>();
    private final Map<String, Fragment.Pool> pools = new HashMap<>();
    private final List<List<Part>> bodies = new ArrayList<>();
    private final Noise noise;
    private final SplittableRandom random;
    private int parts;

    private Imitations(long seed) {
        random = new SplittableRandom(seed);
        noise = new Noise(random.split());
    }

    /** One for each body, in the same order; fewer when they have very many fragments. */
    static List<byte[]> of(List<byte[]> bodies, long seed) {
        Imitations all = new Imitations(seed);
        for (byte[] body : bodies) {
            if (all.parts < MOST_FRAGMENTS) {
                all.read(body);
            }
        }
        int enough = Math.max(MANY_EVENTS, (all.bodies.size() + ONE_IN - 1) / ONE_IN);
        all.join(enough);
        return all.bodies.stream().map(body -> all.imitate(body, enough)).toList();
    }

    private void read(byte[] body) {
        Reading reading = new Reading(body);
        JsonPieces.visit(body, reading::piece);
        for (Part part : reading.parts) {
            if (part.fragment != null) {
                part.fragment.seen(bodies.size(), reading.user);
            }
        }
        bodies.add(reading.parts);
        parts += reading.parts.size();
    }

    private void join(int enough) {
        for (List<Part> body : bodies) {
            for (Part part : body) {
                if (part.fragment != null && part.fragment.isShared(enough)) {
                    part.fragment.join();
                }
            }
        }
    }

    private byte[] imitate(List<Part> body, int enough) {
        StringBuilder imitation = new StringBuilder();
        for (int i = 0; i < body.size(); i++) {
            Part part = body.get(i);
            if (part.fragment == null) {
                imitation.append(part.text);
            } else if (part.fragment.isShared(enough)) {
                imitation.append(part.stays ? part.text : part.fragment.any(random));
                i += part.words;
            } else if (part.words == 0) {
                noise.append(imitation, part.text);
            }
        }
        return imitation.toString().getBytes(ISO_8859_1);
    }

    /** One body being cut. Bytes are characters here; what they mean does not matter. */
    private final class Reading {
        private final byte[] body;
        private final List<Part> parts = new ArrayList<>();
        private String name = "";
        private String user = "";

        Reading(byte[] body) {
            this.body = body;
        }

        void piece(Kind kind, int from, int to, int depth) {
            String text = new String(body, from, to - from, ISO_8859_1);
            switch (kind) {
                case SYNTAX -> parts.add(new Part(text, null, false, 0));
                case NAME -> {
                    name = text.length() > MOST_LENGTH ? "" : text;
                    parts.add(new Part(text, fragment("name", "", text, true), true, 0));
                }
                case LITERAL -> parts.add(new Part(text, fragment("value", name, text, false), false, 0));
                case TEXT -> text(text, depth == 1);
            }
        }

        private void text(String text, boolean isTop) {
            if (isTop && name.equals(USER)) {
                user = text;
            }
            boolean isType = isTop && name.equals(TYPE);
            List<Part> words = words(text);
            parts.add(new Part(text, fragment(isType ? "type" : "value", name, text, isType), false, words.size()));
            parts.addAll(words);
        }

        private List<Part> words(String text) {
            List<Part> words = new ArrayList<>();
            int place = 0;
            for (int from = 0, to; from < text.length(); from = to) {
                boolean isWord = Noise.isWord(text.charAt(from));
                to = from + 1;
                while (to < text.length() && Noise.isWord(text.charAt(to)) == isWord) {
                    to++;
                }
                String word = text.substring(from, to);
                String kind = (isWord ? "word " : "gap ") + Math.min(place, PLACES);
                words.add(new Part(word, fragment(kind, name, word, false), !isWord, 0));
                place += isWord ? 1 : 0;
            }
            return words;
        }

        private Fragment fragment(String kind, String field, String text, boolean structure) {
            String place = kind + '\0' + field;
            Fragment.Pool pool = pools.computeIfAbsent(place, first -> new Fragment.Pool());
            if (text.length() > MOST_LENGTH) {
                return new Fragment(text, structure, pool); // of this event alone, whatever others have
            }
            return fragments.computeIfAbsent(place + '\0' + text, first -> new Fragment(text, structure, pool));
        }
    }
}
