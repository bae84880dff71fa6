package dev.evident.log.sqlite;

import dev.evident.codec.Dictionary;
import dev.evident.codec.ZstdCodec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** Which dictionaries the bodies of a record need, whatever the tables of dictionaries say. */
final class NamedDictionaries {
    /** Of one stretch of the log. */
    private static final int PROBES = 16;

    /** One body that is damaged names whatever it likes. */
    private static final int MIN_NAMED = 3;

    private static final long MAX_STRETCH = 2_000_000;

    private NamedDictionaries() {}

    /**
     * The highest number of a dictionary that a body names, of those that are looked at: the newest, and some of each
     * stretch from a power of two to the next. A dictionary serves at least that much of a log, or four million events.
     */
    static int newest(Connection connection) {
        int[] counts = new int[Dictionary.MAX_NUMBER + 1];
        try (Statement statement = connection.createStatement();
                ResultSet last = statement.executeQuery("SELECT coalesce(max(seq), -1) FROM event");
                PreparedStatement first =
                        connection.prepareStatement("SELECT substr(body, 1, 1) FROM event WHERE seq = ?")) {
            for (long seq : probes(last.getLong(1))) {
                first.setLong(1, seq);
                try (ResultSet body = first.executeQuery()) {
                    if (body.next() && body.getObject(1) instanceof byte[] start && ZstdCodec.isCompressed(start)) {
                        counts[start[0]]++;
                    }
                }
            }
        } catch (SQLException damaged) {
            return 0; // what is wrong is said elsewhere
        }
        for (int number = Dictionary.MAX_NUMBER; number > 0; number--) {
            if (counts[number] >= MIN_NAMED) {
                return number;
            }
        }
        return 0;
    }

    /** Some thousand positions at most. */
    private static Set<Long> probes(long last) {
        Set<Long> probes = new TreeSet<>();
        for (long seq = Math.max(0, last - PROBES); seq <= last; seq++) {
            probes.add(seq);
        }
        for (long from = 1; from <= last && from > 0; from += Math.min(from, MAX_STRETCH)) {
            long stretch = Math.min(from, MAX_STRETCH);
            for (int i = 0; i < PROBES; i++) {
                long seq = from + stretch * i / PROBES;
                if (seq <= last) {
                    probes.add(seq);
                }
            }
        }
        return probes;
    }
}
