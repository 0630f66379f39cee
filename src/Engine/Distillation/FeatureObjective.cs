using Slimfront.Engine.Networks;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>A feature loss alone; nothing that the compared values do not depend on is computed.</summary>
/// <param name="features">What is compared, and how.</param>
/// <param name="teacher">Sees the very inputs the student sees, in evaluation mode.</param>
public sealed class FeatureObjective(FeatureComparison features, Network teacher) : IBatchLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var student = network.Values(batch.Inputs, training: true, features.StudentTaps);
        return features.Compute(student, Answer(batch)).MoveToOuterDisposeScope();
    }

    private IReadOnlyDictionary<string, Tensor> Answer(Batch batch)
    {
        using var noGradients = no_grad();
        return teacher.Values(batch.Inputs, training: false, features.TeacherTaps);
    }
}
