# Varnish before the newsroom: keeps pages until they are purged by key or end by themselves.
# Needs varnish-modules (xkey). The newsroom is told of it by PROXIES=varnish:http://127.0.0.1:6081.
vcl 4.1;

import std;
import xkey;

backend readers {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    # With those below fewer than the application server lets wait (`backlog`): past that the kernel drops what is sent on
    # a connection, and a worker that takes it up waits for nothing.
    .max_connections = 68;
}

# The same, for kept pages that are renewed: nobody waits for them, so they leave room for whoever does.
backend renewals {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 1s;
    .first_byte_timeout = 15s;
    .max_connections = 32;
}

# The desk has workers of its own, so that editors publish while readers flood.
backend desk {
    .host = "127.0.0.1";
    .port = "8001";
    .first_byte_timeout = 60s;
}

acl newsroom {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # Varnish itself adds whoever asks to X-Forwarded-For; whom a proxy on this machine names there was a stranger to it.
        if (client.ip !~ newsroom || req.http.X-Forwarded-For ~ ",") {
            return (synth(405, "Not from there"));
        }
        set req.http.purged = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Purged " + req.http.purged));
    }
    if (req.url ~ "^/desk(/|\?|$)") {
        set req.backend_hint = desk;
        return (pass);
    }
    set req.backend_hint = readers;
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    unset req.http.Cookie;
    unset req.http.Authorization;
    if (req.http.Save-Data ~ "(?i)^on$") {
        set req.http.Save-Data = "on";
    } else {
        unset req.http.Save-Data;
    }
    # What no page reads tells no pages apart.
    set req.url = regsuball(req.url, "([?&])(utm_[a-z]+|fbclid|gclid|igsh|mc_[a-z]+|_ga|ref_src)=[^&]*", "\1");
    set req.url = regsub(regsub(regsuball(req.url, "&&+", "&"), "\?&", "?"), "[?&]+$", "");
    set req.url = std.querysort(req.url);
    return (hash);
}

sub vcl_hash {
    # The site has one address: a host that somebody makes up makes no other page.
    hash_data(req.url);
    return (lookup);
}

sub vcl_backend_fetch {
    if (bereq.is_bgfetch) {
        set bereq.backend = renewals;
    }
}

sub vcl_backend_response {
    set beresp.keep = 0s;
    # Past s-maxage a page is served while it is renewed, as long as the newsroom says; never past its end.
    set beresp.grace = std.duration(regsub(beresp.http.Cache-Control, ".*stale-if-error=([0-9]+).*", "\1s"), 0s);
    if (beresp.status >= 500) {
        if (bereq.is_bgfetch) {
            return (abandon);
        }
        set beresp.uncacheable = true;
        set beresp.ttl = 0s;
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
    unset resp.http.Via;
    unset resp.http.X-Varnish;
    unset resp.http.Age;
    # The long times are for this proxy alone, which is told what is withdrawn; a browser is not.
    if (resp.http.Cache-Control ~ "s-maxage") {
        set resp.http.Cache-Control = regsub(resp.http.Cache-Control, ", s-maxage=.*$", "");
    }
}

sub vcl_backend_error {
    if (bereq.is_bgfetch) {
        return (abandon);
    }
    set beresp.http.Retry-After = "5";
    set beresp.http.Content-Type = "text/plain; charset=utf-8";
    set beresp.body = "The newsroom does not answer. Please try again in a moment.";
    return (deliver);
}
