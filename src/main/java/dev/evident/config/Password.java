package dev.evident.config;

/** A password that the service itself presents somewhere. {@code toString} shows nothing. */
public record Password(String text) {
    @Override
    public String toString() {
        return "…";
    }
}
