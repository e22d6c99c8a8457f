"""`manage.py import_archive --media DIR` brings the pictures of Ghost's posts from a copy of its `content/images`."""

import pytest

from articles.models import Article, Note
from editions.models import Edition
from photos.models import Photo
from tests.photos.pictures import encoded, halves
from tests.wire.test_ghost import bring, post
from tests.wire.test_pictures import media, put

__all__ = ["bring", "media"]
KAPAL = "2019/09/kapal.jpg"
HERE = f"__GHOST_URL__/content/images/{KAPAL}"


def said_of(*posts, **words):
    return [{"post_id": one["id"], **words} for one in posts]


def test_the_feature_image_of_a_post_stands_over_its_story_with_its_words(bring, media, client):
    one = post(feature_image=HERE)
    words = {"feature_image_alt": "Kapal &amp; laut", "feature_image_caption": "<span>Kapal di <b>dermaga</b></span>"}
    said, complaints = bring(one, media=media, posts_meta=said_of(one, **words))
    assert (said.startswith("1 came in"), complaints) == (True, "")
    photo, article = Photo.objects.get(), Article.objects.get()
    assert (photo.caption, photo.alt) == ("Kapal di dermaga", "Kapal & laut")
    assert (article.photo, article.photo_caption) == (photo, "")
    assert "Kapal di dermaga" in client.get(Edition.objects.get().get_absolute_url()).content.decode()


def test_each_story_keeps_what_it_says_under_a_picture_that_several_show(bring, media):
    first, second = post(1, feature_image=HERE), post(2, feature_image=f"/content/images/size/w600/{KAPAL}")
    third = post(3, feature_image=HERE, feature_image_caption="Kapal di laut", feature_image_alt=None)
    bring(first, second, third, media=media, posts_meta=said_of(first, feature_image_caption="Kapal di dermaga"))
    assert Photo.objects.get().caption == "Kapal di dermaga"
    captions = Article.objects.order_by("pk").values_list("photo_caption", flat=True)
    assert list(captions) == ["", "", "Kapal di laut"]
    assert list(Edition.objects.order_by("pk").values_list("lead_caption", flat=True)) == ["", "", "Kapal di laut"]


@pytest.mark.parametrize(
    "address",
    [
        "https://www.lama.example/content/images/2019/09/kapal.jpg", f"/content/images/size/w1000h500/{KAPAL}",
        f"__GHOST_URL__/content/images/size/w600/format/webp/{KAPAL}", "/blog/content/images/2019/09/kapal.jpg",
    ],
)  # fmt: skip
def test_a_feature_image_is_found_however_its_address_is_written(bring, media, address):
    _said, complaints = bring(post(feature_image=address), media=media, old_host=["lama.example"])
    assert (complaints, Article.objects.get().photo) == ("", Photo.objects.get())


def test_a_name_like_a_size_of_wordpress_is_a_name_on_ghost(bring, media):
    put(media, "2020/pasar-300x200.jpg", encoded(halves((300, 200), left="green")))
    put(media, "2020/pasar.jpg", encoded(halves((900, 600), left="black")))
    bring(post(feature_image="/content/images/size/w600/2020/pasar-300x200.jpg"), media=media)
    assert Photo.objects.get().width == 300


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://images.unsplash.com/photo-1?w=2000", "stands on another host (images.unsplash.com)"),
        (f"https://www.lama.example/content/images/{KAPAL}", "stands on another host (lama.example)"),
        ("__GHOST_URL__/content/images/size/w600/../../../rahasia.jpg", "leads out of the folder"),
        ("__GHOST_URL__/content/images/hilang.jpg", "is not in the folder"),
    ],
)
def test_a_feature_image_that_no_file_is_of_is_told_and_noted(bring, media, tmp_path, address, reason):
    put(tmp_path, "rahasia.jpg")
    said, complaints = bring(post(feature_image=address), media=media)
    assert said.startswith("1 came in")
    assert complaints.startswith("post 1 (kapal-1): photo: ") and reason in complaints
    assert (Photo.objects.count(), Article.objects.get().photo) == (0, None)
    assert address.replace("__GHOST_URL__", "") in Note.objects.get().text


def test_without_media_feature_images_are_counted_and_left_out(bring):
    said, complaints = bring(post(1, feature_image=HERE), post(2, feature_image=""), post(3, feature_image=5))
    assert (said.startswith("3 came in"), complaints) == (True, "")
    assert "Left out: 1 lead picture\n" in said


@pytest.mark.parametrize("control", ["&#2;0&#3;", "&#2;9&#3;"])
def test_controls_written_as_such_pass_for_no_picture(bring, media, control):
    card = '<figure class="kg-card kg-bookmark-card"><a href="https://a.example/">Baca</a></figure>'
    said, _complaints = bring(post(html=f'<p>Isi {control}.</p><img src="{HERE}">{card}'), media=media)
    assert said.startswith("1 came in")
    assert Article.objects.get().body.count("data-photo=") == 1
