package dev.evident.query;

import static dev.evident.query.Parameters.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * The grammar of {@code q=}: words that must all occur, {@code "phrases in quotes"}, and either of them after {@code -}
 * for what must not.
 */
final class TextSyntax {
    private static final int MAX_CLAUSES = 50;
    private static final int MAX_CHARACTERS = 1_000;

    private final String text;
    private final List<TextClause> clauses = new ArrayList<>();
    private int at;

    private TextSyntax(String text) {
        this.text = text;
    }

    static List<TextClause> parse(String text) {
        if (text.length() > MAX_CHARACTERS) {
            throw problem("q", "q has at most " + MAX_CHARACTERS + " characters; this one has " + text.length() + ".");
        }
        TextSyntax syntax = new TextSyntax(text);
        while (syntax.skipSpace()) {
            syntax.clause();
        }
        if (syntax.clauses.isEmpty()) {
            throw problem("q", "q has no words.");
        }
        return syntax.clauses;
    }

    private void clause() {
        boolean negated = text.charAt(at) == '-';
        if (negated) {
            at++;
        }
        boolean phrase = at < text.length() && text.charAt(at) == '"';
        String words = phrase ? quoted() : word();
        if (words.isBlank()) {
            throw problem("q", negated ? "A \"-\" must stand before a word or a phrase." : "A phrase has no words.");
        }
        clauses.add(new TextClause(words, phrase, negated));
        if (clauses.size() > MAX_CLAUSES) {
            throw problem("q", "q has at most " + MAX_CLAUSES + " words and phrases.");
        }
    }

    private String quoted() {
        int end = text.indexOf('"', at + 1);
        if (end < 0) {
            throw problem("q", "A quotation mark is not closed.");
        }
        String words = text.substring(at + 1, end);
        at = end + 1;
        return words;
    }

    private String word() {
        int start = at;
        while (at < text.length() && !isSpace(text.charAt(at)) && text.charAt(at) != '"') {
            at++;
        }
        String word = text.substring(start, at);
        if (word.indexOf('*') >= 0) {
            throw problem("q", "q finds whole words: \"*\" has no meaning in it. Quote what it is part of.");
        }
        return word;
    }

    private boolean skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        return at < text.length();
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
