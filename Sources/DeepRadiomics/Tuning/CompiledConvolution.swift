internal import COneDNN

/// The three directions of a convolution: forwards, and the gradients by its kernel and by what it reads.
struct CompiledConvolution {
  /// One direction with the layouts that it asks for.
  struct Direction {
    let primitive: Primitive
    let source: dnnl_memory_desc_t
    let kernel: dnnl_memory_desc_t
    let target: dnnl_memory_desc_t
  }

  let forward: Direction
  let kernelGradient: Direction
  /// `nil` where nobody needs it.
  let sourceGradient: Direction?

  /// - Parameter residual: the layout of maps that are added to the output, which then has it too.
  init(
    _ layer: LastBlock.Layer, source: [Int], target: [Int], residual: dnnl_memory_desc_t?, needsSourceGradient: Bool,
    _ backend: Backend
  ) throws(NetworkError) {
    let problem = try Problem(layer, source: source, target: target)
    let attributes = try OperationAttributes()
    let front = try problem.forward(residual, attributes, backend)
    let back: Direction?
    do throws(NetworkError) {
      back = needsSourceGradient ? try problem.sourceGradient(front, attributes, backend) : nil
      kernelGradient = try problem.kernelGradient(front, attributes, backend)
    } catch {
      dnnl_primitive_desc_destroy(front)
      throw error
    }
    sourceGradient = back
    // Last, since it frees the description that the other directions are made after.
    forward = try Direction(
      consuming: front, source: dnnl_query_src_md, kernel: dnnl_query_weights_md, target: dnnl_query_dst_md,
      layer.name)
  }

  /// The convolution without layouts.
  private struct Problem {
    let layer: LastBlock.Layer
    var source, kernel, bias, target: dnnl_memory_desc_t
    let strides, gaps, padding: [Int64]

    init(_ layer: LastBlock.Layer, source: [Int], target: [Int]) throws(NetworkError) {
      self.layer = layer
      self.source = try .any(source, dnnl_f32)
      kernel = try .any(layer.kernel, dnnl_f32)
      bias = try .dense([layer.biasRange.count])
      self.target = try .any(target, dnnl_f32)
      strides = layer.strides.map { Int64($0) }
      gaps = layer.strides.map { _ in 0 }
      padding = layer.padding.map { Int64($0) }
    }

    func forward(
      _ residual: dnnl_memory_desc_t?, _ attributes: OperationAttributes, _ backend: Backend
    ) throws(NetworkError) -> dnnl_primitive_desc_t? {
      var own = self
      if let residual { own.target = residual }
      var operation = dnnl_convolution_desc_t()
      try check(
        dnnl_dilated_convolution_forward_desc_init(
          &operation, dnnl_forward_training, dnnl_convolution_direct, &own.source, &own.kernel, &own.bias, &own.target,
          strides, gaps, padding, padding), "describe \(layer.name)")
      return try compiled(&operation, nil, attributes, backend)
    }

    func sourceGradient(
      _ front: dnnl_primitive_desc_t?, _ attributes: OperationAttributes, _ backend: Backend
    ) throws(NetworkError) -> Direction {
      var own = self
      var operation = dnnl_convolution_desc_t()
      try check(
        dnnl_dilated_convolution_backward_data_desc_init(
          &operation, dnnl_convolution_direct, &own.source, &own.kernel, &own.target, strides, gaps, padding, padding),
        "describe the gradient by the input of \(layer.name)")
      return try Direction(
        consuming: try compiled(&operation, front, attributes, backend), source: dnnl_query_diff_src_md,
        kernel: dnnl_query_weights_md, target: dnnl_query_diff_dst_md, layer.name)
    }

    func kernelGradient(
      _ front: dnnl_primitive_desc_t?, _ attributes: OperationAttributes, _ backend: Backend
    ) throws(NetworkError) -> Direction {
      var own = self
      var operation = dnnl_convolution_desc_t()
      try check(
        dnnl_dilated_convolution_backward_weights_desc_init(
          &operation, dnnl_convolution_direct, &own.source, &own.kernel, &own.bias, &own.target, strides, gaps, padding,
          padding), "describe the gradient by the kernel of \(layer.name)")
      return try Direction(
        consuming: try compiled(&operation, front, attributes, backend), source: dnnl_query_src_md,
        kernel: dnnl_query_diff_weights_md, target: dnnl_query_diff_dst_md, layer.name)
    }

    private func compiled(
      _ operation: inout dnnl_convolution_desc_t, _ front: dnnl_primitive_desc_t?, _ attributes: OperationAttributes,
      _ backend: Backend
    ) throws(NetworkError) -> dnnl_primitive_desc_t? {
      var description: dnnl_primitive_desc_t?
      try check(
        dnnl_primitive_desc_create(&description, &operation, attributes.handle, backend.engine, front),
        "compile \(layer.name)")
      return description
    }
  }
}

extension CompiledConvolution.Direction {
  fileprivate init(
    consuming description: dnnl_primitive_desc_t?, source: dnnl_query_t, kernel: dnnl_query_t, target: dnnl_query_t,
    _ name: String
  ) throws(NetworkError) {
    do throws(NetworkError) {
      self.source = try .init(source, of: description)
      self.kernel = try .init(kernel, of: description)
      self.target = try .init(target, of: description)
    } catch {
      dnnl_primitive_desc_destroy(description)
      throw error
    }
    primitive = try Primitive(consuming: description, "compile \(name)")
  }
}
