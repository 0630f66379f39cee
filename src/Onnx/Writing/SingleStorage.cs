using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;

namespace Slimfront.Onnx.Writing;

/// <summary>Every tensor in single precision, as training left it or as its grid has it.</summary>
internal sealed class SingleStorage : ITensorStorage
{
    public OnnxVersion Version => OnnxVersion.Usual;

    public string Put(NodeList list, Model model, Step step, int place)
    {
        var tensor = step.Tensors[place];
        return list.Named(tensor.Name, tensor.Shape, model.Tensors[tensor.Name].Span);
    }
}
