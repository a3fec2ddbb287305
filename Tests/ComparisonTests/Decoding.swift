import Comparison
import Foundation

func decode(_ json: String) throws -> PredictionComparison {
  try JSONDecoder().decode(PredictionComparison.self, from: Data(json.utf8))
}
