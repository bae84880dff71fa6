package dev.evident;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event as the service returned it, taken apart by its text alone.
 *
 * @param id what the service added, like {@code seq} and {@code timestamp}
 * @param body the rest, which must be what was sent
 */
public record Returned(String id, long seq, String timestamp, String body) {
    private static final Pattern ADDED = Pattern.compile("\\{\"id\":\"("
            + "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})\",\"seq\":([0-9]+),"
            + "\"timestamp\":\"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z)\"[,}]");
    private static final JsonFactory JSON = new JsonFactory();

    /** The events of a page. */
    public static List<Returned> list(HttpResponse<String> page) {
        return elements(page.body()).stream().map(Returned::of).toList();
    }

    /** One event, or the acknowledgement of one, which has nothing but what was added. */
    public static Returned of(String json) {
        Matcher added = ADDED.matcher(json);
        if (!added.lookingAt()) {
            throw new AssertionError("not what the service returns: " + json);
        }
        return new Returned(
                added.group(1), Long.parseLong(added.group(2)), added.group(3), "{" + json.substring(added.end()));
    }

    /** The texts of an array's elements. */
    private static List<String> elements(String array) {
        List<String> elements = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(new StringReader(array))) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new AssertionError("not an array: " + array);
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                elements.add(
                        array.substring(start, (int) parser.currentLocation().getCharOffset()));
            }
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
        return elements;
    }
}
