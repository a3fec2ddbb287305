import Foundation
import LocalServer

/// A file of the page, inside the program: nothing is opened for it, and it cannot differ from the server.
enum PageFile: String, CaseIterable {
  case page = ""
  case style = "page.css"
  case main = "page.js"
  case dom = "dom.js"
  case server = "server.js"
  case list = "list.js"
  case study = "study.js"
  case form = "form.js"
  case compare = "compare.js"

  /// Where the files are.
  static var routes: [Route] {
    allCases.map { file in
      let answer: Route.Answer = { _ in LocalResponse(file.type, file.bytes) }
      return file == .page ? .get(answer: answer) : .get(.word(file.rawValue), answer: answer)
    }
  }

  private var type: LocalResponse.ContentType {
    switch self {
    case .page: .html
    case .style: .css
    default: .javascript
    }
  }

  private var bytes: Data {
    switch self {
    case .page: Data(PackageResources.page_html)
    case .style: Data(PackageResources.page_css)
    case .main: Data(PackageResources.page_js)
    case .dom: Data(PackageResources.dom_js)
    case .server: Data(PackageResources.server_js)
    case .list: Data(PackageResources.list_js)
    case .study: Data(PackageResources.study_js)
    case .form: Data(PackageResources.form_js)
    case .compare: Data(PackageResources.compare_js)
    }
  }
}
