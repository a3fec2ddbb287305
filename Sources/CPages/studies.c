#include "file.h"

static const unsigned char compare_js[] = {
#embed "../StudyServer/Page/compare.js"
};
static const unsigned char dom_js[] = {
#embed "../StudyServer/Page/dom.js"
};
static const unsigned char form_js[] = {
#embed "../StudyServer/Page/form.js"
};
static const unsigned char list_js[] = {
#embed "../StudyServer/Page/list.js"
};
static const unsigned char page_css[] = {
#embed "../StudyServer/Page/page.css"
};
static const unsigned char page_html[] = {
#embed "../StudyServer/Page/page.html"
};
static const unsigned char page_js[] = {
#embed "../StudyServer/Page/page.js"
};
static const unsigned char server_js[] = {
#embed "../StudyServer/Page/server.js"
};
static const unsigned char study_js[] = {
#embed "../StudyServer/Page/study.js"
};

static const apus_page_file files[] = {
  APUS_FILE("compare.js", compare_js),
  APUS_FILE("dom.js", dom_js),
  APUS_FILE("form.js", form_js),
  APUS_FILE("list.js", list_js),
  APUS_FILE("page.css", page_css),
  APUS_FILE("page.html", page_html),
  APUS_FILE("page.js", page_js),
  APUS_FILE("server.js", server_js),
  APUS_FILE("study.js", study_js),
};

const apus_page_file *apus_studies_page(ptrdiff_t *count) {
  *count = sizeof files / sizeof files[0];
  return files;
}
