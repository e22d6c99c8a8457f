"""How a photo is named where it is not seen."""

from photos.models import Photo


def test_a_caption_that_is_cut_short_says_so():
    caption = "Warga memilih ikan di Pasar Muara Baru, Jakarta Utara, Selasa (1/12)."
    assert str(Photo(caption=caption)) == "Warga memilih ikan di Pasar Muara Baru, Jakarta Utara, Sela…"
    assert str(Photo(caption="Kapal.")) == "Kapal."
