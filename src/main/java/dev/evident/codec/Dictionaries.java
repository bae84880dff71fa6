package dev.evident.codec;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The dictionaries of a record, by number. For all threads; whoever reads or writes bodies ends before it is closed. */
public final class Dictionaries implements AutoCloseable {
    private final AtomicReferenceArray<@Nullable Dictionary> numbered = new AtomicReferenceArray<>(Dictionary.MOST + 1);

    /** Adds one, which stays until all are closed. */
    public void add(Dictionary dictionary) {
        if (!numbered.compareAndSet(dictionary.number(), null, dictionary)) {
            throw new IllegalArgumentException("there is a dictionary " + dictionary.number());
        }
    }

    /** The one with this number; null when there is none. */
    @Nullable
    Dictionary get(int number) {
        return Dictionary.isNumber(number) ? numbered.get(number) : null;
    }

    /** The one with this number. */
    public Optional<Dictionary> find(int number) {
        return Optional.ofNullable(get(number));
    }

    /** The one made last. */
    public Optional<Dictionary> newest() {
        for (int number = Dictionary.MOST; number > 0; number--) {
            Dictionary dictionary = numbered.get(number);
            if (dictionary != null) {
                return Optional.of(dictionary);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        for (int number = 1; number <= Dictionary.MOST; number++) {
            Dictionary dictionary = numbered.getAndSet(number, null);
            if (dictionary != null) {
                dictionary.close();
            }
        }
    }
}
