package dev.evident.viewer;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.evident.viewer.EvidentProcess.event;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A fresh service has recorded its own start; that is not yet an event of anybody. */
class FirstRunBrowserIT extends ViewerCase {
    @Override
    List<String> events() {
        return List.of();
    }

    @Override
    Map<String, String> environment() {
        return Map.of("EVIDENT_AUDIT_EVENTS", "true", "EVIDENT_AUDIT_READS", "true");
    }

    @Test
    void whatTheServiceRecordsOfItselfDoesNotEndTheWaiting() {
        Page page = browsing.open(desktop());
        page.addInitScript(withToken(EvidentProcess.TOKEN));
        page.navigate(service.viewer());
        assertThat(page.getByText("Send your first event")).isVisible();
        assertThat(page.locator(".connected")).containsText("waiting for events");

        page.getByText("Show what the service has recorded about itself").click();
        assertThat(page.locator(".row.event .type").last()).containsText("evident.started");
        page.goBack();
        assertThat(page.getByText("Send your first event")).isVisible();
        assertThat(page.locator(".connected")).containsText("waiting for events");

        service.send(event("user.login", "maria", "{\"ip\":\"203.0.113.24\"}"));
        assertThat(page.locator(".row.event .type", new Page.LocatorOptions().setHasText("user.login")))
                .isVisible();
        assertThat(page.getByText("Send your first event")).hasCount(0);
    }
}
