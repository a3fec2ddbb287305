#include "file.h"

static const unsigned char cohort_js[] = {
#embed "../ReviewPage/Page/cohort.js"
};
static const unsigned char commands_js[] = {
#embed "../ReviewPage/Page/commands.js"
};
static const unsigned char decisions_js[] = {
#embed "../ReviewPage/Page/decisions.js"
};
static const unsigned char dom_js[] = {
#embed "../ReviewPage/Page/dom.js"
};
static const unsigned char form_js[] = {
#embed "../ReviewPage/Page/form.js"
};
static const unsigned char geometry_js[] = {
#embed "../ReviewPage/Page/geometry.js"
};
static const unsigned char gestures_js[] = {
#embed "../ReviewPage/Page/gestures.js"
};
static const unsigned char icon_svg[] = {
#embed "../ReviewPage/Page/icon.svg"
};
static const unsigned char keys_js[] = {
#embed "../ReviewPage/Page/keys.js"
};
static const unsigned char page_css[] = {
#embed "../ReviewPage/Page/page.css"
};
static const unsigned char page_html[] = {
#embed "../ReviewPage/Page/page.html"
};
static const unsigned char page_js[] = {
#embed "../ReviewPage/Page/page.js"
};
static const unsigned char pane_js[] = {
#embed "../ReviewPage/Page/pane.js"
};
static const unsigned char panel_js[] = {
#embed "../ReviewPage/Page/panel.js"
};
static const unsigned char raster_js[] = {
#embed "../ReviewPage/Page/raster.js"
};
static const unsigned char screen_js[] = {
#embed "../ReviewPage/Page/screen.js"
};
static const unsigned char server_js[] = {
#embed "../ReviewPage/Page/server.js"
};
static const unsigned char sheets_js[] = {
#embed "../ReviewPage/Page/sheets.js"
};
static const unsigned char slicebar_js[] = {
#embed "../ReviewPage/Page/slicebar.js"
};
static const unsigned char study_js[] = {
#embed "../ReviewPage/Page/study.js"
};
static const unsigned char toolbar_js[] = {
#embed "../ReviewPage/Page/toolbar.js"
};
static const unsigned char viewer_css[] = {
#embed "../ReviewPage/Page/viewer.css"
};
static const unsigned char viewer_js[] = {
#embed "../ReviewPage/Page/viewer.js"
};
static const unsigned char words_js[] = {
#embed "../ReviewPage/Page/words.js"
};

static const apus_page_file files[] = {
  APUS_FILE("cohort.js", cohort_js),
  APUS_FILE("commands.js", commands_js),
  APUS_FILE("decisions.js", decisions_js),
  APUS_FILE("dom.js", dom_js),
  APUS_FILE("form.js", form_js),
  APUS_FILE("geometry.js", geometry_js),
  APUS_FILE("gestures.js", gestures_js),
  APUS_FILE("icon.svg", icon_svg),
  APUS_FILE("keys.js", keys_js),
  APUS_FILE("page.css", page_css),
  APUS_FILE("page.html", page_html),
  APUS_FILE("page.js", page_js),
  APUS_FILE("pane.js", pane_js),
  APUS_FILE("panel.js", panel_js),
  APUS_FILE("raster.js", raster_js),
  APUS_FILE("screen.js", screen_js),
  APUS_FILE("server.js", server_js),
  APUS_FILE("sheets.js", sheets_js),
  APUS_FILE("slicebar.js", slicebar_js),
  APUS_FILE("study.js", study_js),
  APUS_FILE("toolbar.js", toolbar_js),
  APUS_FILE("viewer.css", viewer_css),
  APUS_FILE("viewer.js", viewer_js),
  APUS_FILE("words.js", words_js),
};

const apus_page_file *apus_review_page(ptrdiff_t *count) {
  *count = sizeof files / sizeof files[0];
  return files;
}
