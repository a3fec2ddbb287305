internal import CLibSVM

/// The boundary to libsvm's training.
enum LibSVM {
  /// Trains on subjects with both outcomes; complete unless libsvm's limit of steps came before its tolerance.
  ///
  /// Non-events are given first, so that libsvm's first class is always the non-event and the sign of its decision
  /// value is known: this is the order in which scikit-learn groups classes too, and for the sigmoid kernel, whose
  /// problem is not convex, the order decides which solution is found.
  static func train(
    _ settings: SupportVectorClassifier, _ matrix: DenseMatrix, outcomes: [Bool], columns: [String]
  ) -> (model: SupportVectorModel, isComplete: Bool) {
    let order = outcomes.indices.filter { !outcomes[$0] } + outcomes.indices.filter { outcomes[$0] }
    let width = matrix.columns + 1
    var nodes = order.flatMap { sparse(matrix.row($0)) }
    var labels = order.map { outcomes[$0] ? 1.0 : 0.0 }
    var parameter = parameter(settings)
    let (half, events) = (Double(outcomes.count) / 2, outcomes.count { $0 })
    var classes: [Int32] = [0, 1]
    var classWeights = [half / Double(outcomes.count - events), half / Double(events)]
    return nodes.withUnsafeMutableBufferPointer { nodes in
      // Row k starts at k × width and ends with an index of -1; libsvm keeps these pointers in its model until it is
      // freed.
      var rows = order.indices.map { Optional(nodes.baseAddress! + $0 * width) }
      return rows.withUnsafeMutableBufferPointer { rows in
        labels.withUnsafeMutableBufferPointer { labels in
          var problem = svm_problem(l: Int32(order.count), y: labels.baseAddress, x: rows.baseAddress)
          // libsvm reads the weights during training only, and both lists outlive it.
          var trained = classes.withUnsafeMutableBufferPointer { classes in
            classWeights.withUnsafeMutableBufferPointer { weights in
              parameter.nr_weight = settings.balancesClasses ? 2 : 0
              (parameter.weight_label, parameter.weight) = (classes.baseAddress, weights.baseAddress)
              return LibSVMSpeech.heard { svm_train(&problem, &parameter) }
            }
          }
          defer { svm_free_and_destroy_model(&trained.result) }
          return (model(trained.result!.pointee, settings, matrix, order, columns), !trained.isStopped)
        }
      }
    }
  }

  private static func sparse(_ row: [Double]) -> [svm_node] {
    row.enumerated().map { svm_node(index: Int32($0.offset + 1), value: $0.element) } + [svm_node(index: -1, value: 0)]
  }

  private static func parameter(_ settings: SupportVectorClassifier) -> svm_parameter {
    var parameter = svm_parameter()
    parameter.svm_type = Int32(C_SVC)
    switch settings.kernel {
    case .linear: parameter.kernel_type = Int32(LINEAR)
    case .radial(let gamma): (parameter.kernel_type, parameter.gamma) = (Int32(RBF), gamma)
    case .sigmoid(let gamma): (parameter.kernel_type, parameter.gamma) = (Int32(SIGMOID), gamma)
    }
    (parameter.C, parameter.eps) = (settings.cost, settings.tolerance)
    (parameter.cache_size, parameter.shrinking, parameter.probability) = (200, 1, 0)
    return parameter
  }

  /// Copies the model out; libsvm's first class is the non-event, hence the change of sign.
  private static func model(
    _ trained: svm_model, _ settings: SupportVectorClassifier, _ matrix: DenseMatrix, _ order: [Int],
    _ columns: [String]
  ) -> SupportVectorModel {
    let vectors = (0..<Int(trained.l)).map { matrix.row(order[Int(trained.sv_indices[$0]) - 1]) }
    return SupportVectorModel(
      columns: columns, kernel: settings.kernel, supportVectors: vectors,
      coefficients: (0..<Int(trained.l)).map { -trained.sv_coef[0]![$0] }, intercept: trained.rho[0])
  }
}
