import os
import shutil
import socket
import tempfile
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, models, transaction
from django.test import RequestFactory, TestCase, override_settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import pgettext
from PIL import Image

from accounts.models import Act, Right, User
from accounts.roles import Bundle
from articles.admin.photos import DeskPhotoAdmin
from newsroom import env
from photos.intake import BadPhoto
from photos.models import Photo, PrivateFile, Rendition, as_facts
from photos.views import private
from tests.photos.pictures import encoded, halves, photo_file, upload, with_iptc


def person(name, *bundles):
    user = User.objects.create_user(name, name=name.title())
    Right.objects.bulk_create(Right(user=user, bundle=bundle) for bundle in bundles)
    return user


@contextmanager
def bucket_away():
    """Originals lie in a bucket, as settings read it from the environment, of a server that is not there."""
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        told = {"MEDIA_BUCKET": "asli", "S3_ENDPOINT": f"http://127.0.0.1:{taken.getsockname()[1]}"}
        told |= {"S3_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"}
        with mock.patch.dict(os.environ, told):
            stores = settings.STORAGES | {"default": env.storage("MEDIA_BUCKET")}
            with override_settings(STORAGES=stores):
                yield


class LibraryTest(TestCase):
    @classmethod
    def setUpClass(cls):
        cls.media = tempfile.mkdtemp()
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media))
        cls.addClassCleanup(shutil.rmtree, cls.media)
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        cls.ani = person("ani", Bundle.REPORTER)
        cls.edi = person("edi", Bundle.EDITOR)
        cls.adam = person("adam", Bundle.ADMINISTRATOR)
        cls.photo = Photo.objects.add(photo_file(), by=cls.ani, caption="Nelayan di Muara", credit="Ani")

    def fresh(self):
        return Photo.objects.get(pk=self.photo.pk)


class AddingTest(LibraryTest):
    def test_the_original_is_kept_as_it_came_under_a_random_name_of_our_own(self):
        raw = encoded(halves((90, 60)), "PNG")
        photo = Photo.objects.add(upload(raw, "../../evil.html"), by=self.ani)
        self.assertRegex(photo.file.name, r"^originals/[0-9a-f]{32}\.png$")
        self.assertEqual(Path(self.media, photo.file.name).read_bytes(), raw)
        self.assertEqual((photo.width, photo.height), (90, 60))

    def test_all_renditions_are_made(self):
        self.assertEqual(self.photo.renditions.count(), 21)
        for rendition in self.photo.renditions.all():
            self.assertRegex(rendition.file.name, r"^renditions/[0-9a-f]{32}\.(avif|webp|jpg)$")
            with rendition.file.open() as file, Image.open(file) as image:
                self.assertEqual(image.size, (rendition.width, rendition.height))

    def test_empty_fields_are_filled_from_what_the_file_says(self):
        said = {"c80": b"AP Photo", "c110": b"Ahn Young-joon", "c120": b"Seoul", "c55": b"20190512"}
        raw = with_iptc(encoded(halves((90, 60))), **said)
        photo = Photo.objects.add(upload(raw), by=self.ani, caption="", credit=None)
        self.assertEqual((photo.caption, photo.credit), ("Seoul", "AP Photo/Ahn Young-joon"))
        self.assertEqual(photo.taken_on, date(2019, 5, 12))
        self.assertEqual((photo.alt, photo.alt_checked), ("Seoul", False))

    def test_what_is_given_goes_before_what_the_file_says(self):
        raw = with_iptc(encoded(halves((90, 60))), c110=b"AP", c120=b"Seoul")
        photo = Photo.objects.add(upload(raw), by=None, caption="Busan", credit="Reuters", alt="Sebuah kota")
        self.assertEqual((photo.caption, photo.credit, photo.alt), ("Busan", "Reuters", "Sebuah kota"))
        self.assertTrue(photo.alt_checked)

    def test_a_long_caption_is_shortened_for_the_alternative_text(self):
        photo = Photo.objects.add(photo_file(), by=self.ani, caption="satu\ndua " * 200)
        self.assertEqual(len(photo.alt), 300)
        self.assertTrue(photo.alt.startswith("satu dua satu"))

    def test_a_refused_file_leaves_nothing_behind(self):
        before = sorted(Path(self.media).rglob("*"))
        with self.assertRaises(BadPhoto):
            Photo.objects.add(upload(b"<svg/>"), by=self.ani)
        with self.assertRaises(ValidationError):
            Photo.objects.add(photo_file(), by=self.ani, focal_x=1.5)
        self.assertEqual(Photo.objects.count(), 1)
        self.assertEqual(sorted(Path(self.media).rglob("*")), before)

    def test_the_trail_says_who_added_it(self):
        act = Act.objects.get(verb="add_photo")
        self.assertEqual((act.actor, act.target), ("ani", f"photo:{self.photo.pk}"))
        self.assertEqual(act.facts, {"checksum": self.photo.checksum})


class PhotoTest(LibraryTest):
    def test_a_photo_is_never_deleted(self):
        for delete in (self.photo.delete, Photo.objects.all().delete):
            with self.assertRaisesMessage(PermissionDenied, str(Photo.REFUSAL)):
                delete()

    def test_the_database_keeps_the_focal_point_inside(self):
        for name in ("focal_x", "focal_y"):
            with self.assertRaises(IntegrityError), transaction.atomic():
                Photo.objects.update(**{name: 1.01})

    def test_caption_credit_and_alternative_text_are_missed_where_they_are_blank(self):
        self.assertEqual(self.photo.missing(), [])
        self.assertEqual(Photo(caption=" \n", credit="", alt="").missing(), ["caption", "credit", "alt"])
        self.assertEqual(Photo(caption="a", credit="", alt="b").missing(), ["credit"])

    def test_a_label_tells_of_file_pictures_and_illustrations(self):
        archive, illustration = pgettext("photo", "Archive"), pgettext("photo", "Illustration")
        self.assertEqual(Photo(kind="archive", taken_on=date(2019, 5, 12)).label, f"{archive} · 12 Mei 2019")
        self.assertEqual(Photo(kind="archive").label, archive)
        self.assertEqual(Photo(kind="illustration", taken_on=date(2019, 5, 12)).label, illustration)
        self.assertEqual(Photo(kind="news", taken_on=date(2019, 5, 12)).label, "")

    def test_it_is_named_by_its_caption_or_its_number_without_a_query(self):
        with self.assertNumQueries(0):
            self.assertEqual(str(Photo(caption="x" * 80)), "x" * 59 + "…")
            self.assertEqual(str(Photo(pk=38, file="originals/abc.jpg")), "Foto nomor 38")
            self.assertEqual(str(Photo()), "Foto nomor 0")
            card = Rendition(shape="card", width=240, height=160, format="webp")
            self.assertEqual(str(card), "card 240×160 webp")

    def test_a_retired_photo_is_out_of_use_until_it_is_brought_back(self):
        self.photo.retire(by=self.edi)
        self.photo.retire(by=self.edi)
        self.assertFalse(Photo.objects.in_use().exists())
        self.photo.bring_back(by=self.edi)
        self.photo.bring_back(by=self.edi)
        self.assertTrue(Photo.objects.in_use().exists())
        verbs = list(Act.objects.filter(actor="edi").order_by("seq").values_list("verb", flat=True))
        self.assertEqual(verbs, ["retire_photo", "bring_back_photo"])

    def test_reframing_makes_new_files_and_drops_the_old_once_that_is_certain(self):
        photo = Photo.objects.add(upload(encoded(halves((3000, 1000)))), by=self.ani)
        before = set(photo.renditions.values_list("file", flat=True))
        photo.focal_x = 0.95
        with self.captureOnCommitCallbacks() as callbacks:
            photo.reframe(photo.made_anew(), by=self.edi)
        after = set(photo.renditions.values_list("file", flat=True))
        self.assertEqual(len(after), 21)
        self.assertFalse(before & after)
        self.assertTrue(all(map(default_storage.exists, before | after)))
        for callback in callbacks:
            callback()
        self.assertFalse(any(map(default_storage.exists, before)))
        with photo.renditions.get(shape="card", format="jpeg", width=240).file.open() as file:
            self.assertGreater(Image.open(BytesIO(file.read())).getpixel((5, 5))[2], 200)

    def test_the_facts_for_the_record_can_be_written_as_json_and_name_stored_files(self):
        with self.assertNumQueries(1):
            facts = as_facts(self.photo)
        renditions = facts.pop("renditions")
        self.assertEqual(
            facts,
            {
                "alt": "Nelayan di Muara", "caption": "Nelayan di Muara", "credit": "Ani", "label": "",
                "made_by_ai": False, "width": 1280, "height": 800,
            },
        )  # fmt: skip
        self.assertEqual(len(renditions), 21)
        self.assertEqual(set(renditions[0]), {"shape", "format", "width", "height", "name"})
        self.assertTrue(all(default_storage.exists(one["name"]) for one in renditions))
        self.assertTrue(all(type(one["shape"]) is str for one in renditions))

    def test_the_record_speaks_the_sites_language_whoever_publishes(self):
        self.photo.kind = "illustration"
        with translation.override("id"):
            expected = pgettext("photo", "Illustration")
        with translation.override("en"):
            self.assertEqual(as_facts(self.photo)["label"], expected)

    def test_a_file_keeps_no_ending_but_our_own(self):
        field = Photo._meta.get_field("file")
        self.assertRegex(field.generate_filename(None, "a/b/evil.php"), r"^originals/[0-9a-f]{32}$")

    def test_a_migration_sees_djangos_own_field(self):
        self.assertEqual(PrivateFile().deconstruct()[1], f"{models.__name__}.FileField")


class PreviewTest(LibraryTest):
    def address(self, width, photo_id=None):
        return reverse("photos:private", args=[photo_id or self.photo.pk, width])

    def test_strangers_find_nothing(self):
        self.assertEqual(self.client.get(self.address(240)).status_code, 404)

    def test_who_may_no_longer_sign_in_finds_nothing(self):
        self.client.force_login(self.ani)
        User.objects.filter(pk=self.ani.pk).update(is_active=False)
        self.assertEqual(self.client.get(self.address(240)).status_code, 404)

    def test_the_desk_gets_the_smallest_card_that_is_wide_enough(self):
        self.client.force_login(self.ani)
        for asked, width in [(1, 240), (240, 240), (241, 480), (960, 960), (5000, 960)]:
            response = self.client.get(self.address(asked))
            image = Image.open(BytesIO(response.content))
            self.assertEqual((image.format, image.width), ("WEBP", width))

    def test_a_preview_is_kept_by_browsers_alone_and_runs_nothing(self):
        self.client.force_login(self.ani)
        headers = self.client.get(self.address(240)).headers
        self.assertEqual(headers["Content-Type"], "image/webp")
        self.assertEqual(headers["Cache-Control"], "private, max-age=86400")
        self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(headers["Content-Security-Policy"], "default-src 'none'; sandbox")

    def test_an_unknown_photo_and_a_lost_file_are_not_found(self):
        self.client.force_login(self.ani)
        self.assertEqual(self.client.get(self.address(240, 9999)).status_code, 404)
        Rendition.objects.filter(photo=self.photo).update(file="renditions/lost.webp")
        self.assertEqual(self.client.get(self.address(240)).status_code, 404)

    def test_a_preview_is_only_read(self):
        request = RequestFactory().post("/")
        request.user = AnonymousUser()
        self.assertEqual(private(request, 1, 240).status_code, 405)

    def test_its_address_changes_with_the_focal_point(self):
        before = self.photo.preview_url()
        self.assertNotEqual(before, Photo(pk=self.photo.pk, focal_x=0.1).preview_url())


class DeskTest(LibraryTest):
    LIST, ADD = "admin:photos_photo_changelist", "admin:photos_photo_add"
    WORDS = {"caption": "Pasar", "credit": "Ani", "kind": "news", "focal_x": "0.5", "focal_y": "0.5"}

    def page(self):
        return reverse("admin:photos_photo_change", args=[self.photo.pk])

    def send(self, raw, name="photo.jpg", **words):
        file = SimpleUploadedFile(name, raw, "image/jpeg")
        return self.client.post(reverse(self.ADD), self.WORDS | {"alt": "", "upload": file} | words)

    def test_a_reporter_adds_a_photo(self):
        self.client.force_login(self.ani)
        self.assertContains(self.client.get(reverse(self.ADD)), 'name="upload"')
        response = self.send(encoded(halves((90, 60))))
        self.assertEqual(response.status_code, 302)
        photo = Photo.objects.first()
        self.assertEqual((photo.caption, photo.uploaded_by), ("Pasar", self.ani))
        self.assertTrue(photo.renditions.exists())

    def test_a_refused_file_stands_as_an_error_and_what_was_typed_stays(self):
        self.client.force_login(self.ani)
        response = self.send(b"<svg/>", caption="Kalimat yang panjang")
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.context["adminform"].form.errors["upload"])
        self.assertContains(response, "Kalimat yang panjang")
        self.assertEqual(Photo.objects.count(), 1)

    def test_a_store_that_is_away_is_told_beside_the_file_and_what_was_typed_stays(self):
        self.client.force_login(self.ani)
        with bucket_away(), self.assertLogs("photos.store"):
            response = self.send(encoded(halves((90, 60))), caption="Kalimat yang panjang")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(list(response.context["adminform"].form.errors), ["upload"])
        self.assertContains(response, "Penyimpanan foto sedang tidak menjawab. Tidak ada yang hilang")
        self.assertContains(response, "Kalimat yang panjang")
        self.assertEqual(Photo.objects.count(), 1)
        self.assertEqual(self.send(encoded(halves((90, 60)))).status_code, 302)

    def test_the_picker_tells_of_a_store_that_is_away(self):
        self.client.force_login(self.ani)
        with bucket_away(), self.assertLogs("photos.store"):
            answer = self.client.post(reverse("photos:upload"), {"file": upload(encoded(halves((90, 60))))})
        self.assertIn("Penyimpanan foto sedang tidak menjawab.", answer.json()["error"])
        self.assertEqual(Photo.objects.count(), 1)

    def test_a_focal_point_that_no_store_can_take_is_told_and_what_was_typed_stays(self):
        self.client.force_login(self.edi)
        page = reverse("admin:photos_photo_change", args=[self.photo.pk])
        form = self.client.get(page).context["adminform"].form
        typed = {one.html_name: one.value() for one in form if one.value() not in (None, False)}
        with bucket_away(), self.assertLogs("photos.store"):
            answer = self.client.post(reverse("photos:describe", args=[self.photo.pk]), {"focal_x": "0.2"})
            response = self.client.post(page, typed | {"focal_x": "0.2", "caption": "Kalimat yang panjang"})
        self.assertIn("Penyimpanan foto sedang tidak menjawab.", answer.json()["error"])
        self.assertEqual(list(response.context["adminform"].form.errors), ["focal_x"])
        self.assertContains(response, "Kalimat yang panjang")
        self.photo.refresh_from_db()
        self.assertEqual(self.photo.focal_x, 0.5)

    def test_a_focal_point_outside_is_an_error_at_its_field(self):
        self.client.force_login(self.ani)
        errors = self.send(encoded(halves((90, 60))), focal_x="2").context["adminform"].form.errors
        self.assertIn("focal_x", errors)

    def test_whoever_adds_a_file_twice_is_told(self):
        self.client.force_login(self.ani)
        with self.photo.file.open() as original:
            raw = original.read()
        response = self.client.get(self.send(raw).url)
        self.assertContains(response, f'<a href="{self.page()}">#{self.photo.pk}</a>.')

    def test_the_number_that_one_is_told_finds_the_photo_in_list_and_picker(self):
        self.client.force_login(self.ani)
        for typed in (str(self.photo.pk), f"#{self.photo.pk}"):
            listed = self.client.get(reverse(self.LIST), {"q": typed}).context["cl"].result_list
            self.assertEqual([photo.pk for photo in listed], [self.photo.pk])
            picked = self.client.get("/desk/photos/pustaka/", {"q": typed}).json()["photos"]
            self.assertEqual([photo["id"] for photo in picked], [self.photo.pk])
        for none in ("#0", "9" * 30):
            self.assertEqual(list(self.client.get(reverse(self.LIST), {"q": none}).context["cl"].result_list), [])

    def test_a_reporter_sees_but_does_not_change_what_others_brought_in(self):
        Photo.objects.filter(pk=self.photo.pk).update(uploaded_by=self.edi)
        self.client.force_login(self.ani)
        self.assertContains(self.client.get(self.page()), "Nelayan di Muara")
        self.assertEqual(self.client.post(self.page(), self.WORDS).status_code, 403)

    def test_who_does_not_write_sees_no_library(self):
        self.client.force_login(self.adam)
        for address in (reverse(self.LIST), reverse(self.ADD), self.page()):
            self.assertEqual(self.client.get(address).status_code, 403)

    def test_an_editor_changes_the_words_and_renditions_stay(self):
        self.client.force_login(self.edi)
        before = set(self.photo.renditions.values_list("pk", flat=True))
        response = self.client.post(self.page(), self.WORDS | {"alt": "Kapal", "alt_checked": "on"})
        self.assertEqual(response.status_code, 302)
        self.assertEqual((self.fresh().caption, self.fresh().alt_checked), ("Pasar", True))
        self.assertEqual(set(self.photo.renditions.values_list("pk", flat=True)), before)
        self.assertIn("caption", Act.objects.get(verb="change_photo").facts["fields"])

    def test_moving_the_focal_point_makes_the_renditions_anew(self):
        self.client.force_login(self.edi)
        before = set(self.photo.renditions.values_list("pk", flat=True))
        self.client.post(self.page(), self.WORDS | {"alt": "Kapal", "focal_x": "0.9"})
        after = set(self.photo.renditions.values_list("pk", flat=True))
        self.assertEqual(len(after), 21)
        self.assertFalse(before & after)

    def test_nobody_deletes(self):
        self.client.force_login(self.edi)
        address = reverse("admin:photos_photo_delete", args=[self.photo.pk])
        self.assertEqual(self.client.post(address, {"post": "yes"}).status_code, 403)

    def test_an_editor_retires_and_brings_back(self):
        self.client.force_login(self.edi)
        for action, retired in (("retire", True), ("bring_back", False)):
            self.client.post(reverse(self.LIST), {"action": action, "_selected_action": [self.photo.pk]})
            self.assertEqual(self.fresh().retired_at is not None, retired)

    def test_a_reporter_may_not_retire(self):
        self.client.force_login(self.ani)
        self.client.post(reverse(self.LIST), {"action": "retire", "_selected_action": [self.photo.pk]})
        self.assertIsNone(self.fresh().retired_at)

    def test_the_list_says_what_keeps_a_photo_from_a_story(self):
        self.client.force_login(self.ani)
        self.assertContains(self.client.get(reverse(self.LIST)), self.photo.preview_url())
        self.assertEqual(DeskPhotoAdmin.state(None, self.fresh()), "")
        until = datetime(2036, 1, 31, 5, tzinfo=UTC)
        Photo.objects.update(credit="", rights_until=until)
        shown = self.client.get(reverse(self.LIST))
        self.assertContains(shown, "<p>Belum ada: kredit foto</p>", html=True)
        self.assertContains(shown, "<p>Hak sampai Kamis 31 Jan 2036 12:00 WIB</p>", html=True)

    # Session, person, rights; the rows with who uploaded them. Their number is asked of nobody.
    ROUND_TRIPS = 4

    def test_the_list_costs_the_same_at_ten_times_the_rows(self):
        def queries():
            with self.assertNumQueries(self.ROUND_TRIPS):
                self.client.get(reverse(self.LIST))

        self.client.force_login(self.ani)
        self.client.get(reverse(self.LIST))
        queries()
        common = {"width": 1, "height": 1, "uploaded_by": self.edi}
        Photo.objects.bulk_create(Photo(file=f"{n}.jpg", checksum=str(n), **common) for n in range(20))
        queries()


@pytest.mark.django_db
def test_the_migration_matches_the_models():
    call_command("makemigrations", "photos", check=True, dry_run=True, verbosity=0)
