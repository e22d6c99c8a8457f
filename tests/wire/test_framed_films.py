"""A film that an old site showed in a frame is a link in the story: Ghost's embeds, WordPress's old texts."""

import pytest

from articles.models import Article
from tests.wire.test_ghost import bring as bring_ghost
from tests.wire.test_ghost import post as ghost_post
from tests.wire.test_wordpress import bring, post

__all__ = ["bring", "bring_ghost"]
YOUTUBE = (
    '<iframe width="560" height="315" src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed" frameborder="0"'
    ' allowfullscreen="allowfullscreen"></iframe>'
)
LINK = '<p><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">https://www.youtube.com/watch?v=dQw4w9WgXcQ</a></p>'
VIMEO = '<p><a href="https://vimeo.com/76979871">https://vimeo.com/76979871</a></p>'


@pytest.mark.parametrize(
    ("frame", "stands"),
    [
        (YOUTUBE, LINK),
        (YOUTUBE.replace("https://www.youtube.com", "//www.youtube-nocookie.com"), LINK),
        ("<iframe src='https://player.vimeo.com/video/76979871' width='640'></iframe>", VIMEO),
        ('<iframe src="https://iklan.example/embed/1"></iframe>', ""),
        ('<iframe src="https://youtube.com.jahat.example/embed/dQw4w9WgXcQ"></iframe>', ""),
    ],
)
def test_a_framed_film_of_wordpress_is_a_link_and_no_other_frame_is(bring, frame, stands):
    said, complaints = bring(post(text=f"Satu.\n\n{frame}\n\nDua."))
    assert (complaints, "1 <iframe>" in said) == ("", not stands)
    assert Article.objects.get().body == f"<p>Satu.</p>{stands}<p>Dua.</p>"


def test_a_framed_film_of_ghost_is_a_link_with_what_stood_under_it(bring_ghost):
    under = "<figcaption><span>Banjir</span></figcaption>"
    card = f'<figure class="kg-card kg-embed-card kg-card-hascaption">{YOUTUBE}{under}</figure>'
    assert bring_ghost(ghost_post(html=f"<p>Satu.</p>{card}<p>Dua.</p>"))[1] == ""
    assert Article.objects.get().body == f"<p>Satu.</p>{LINK}<p>Banjir</p><p>Dua.</p>"
