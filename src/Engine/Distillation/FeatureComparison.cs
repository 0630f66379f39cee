using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>A feature loss between two given networks.</summary>
public sealed class FeatureComparison
{
    private readonly IFeatureLoss _loss;
    private readonly ImmutableArray<TapPair> _pairs;

    /// <summary>Finds out what to compare.</summary>
    /// <exception cref="GraphException">One of the networks has no value of the kind the loss compares.</exception>
    public FeatureComparison(IFeatureLoss loss, ModelGraph student, ModelGraph teacher)
    {
        ArgumentNullException.ThrowIfNull(loss);
        (_loss, _pairs) = (loss, loss.Pair(student, teacher));
        Graph = loss.Extend(student, teacher);
    }

    /// <summary>The student's graph with what the loss needs beside it.</summary>
    public ModelGraph Graph { get; }

    /// <summary>The student's nodes that are compared.</summary>
    public ImmutableArray<string> StudentTaps => [.. _pairs.Select(p => p.Student)];

    /// <summary>The teacher's nodes, in the same order.</summary>
    public ImmutableArray<string> TeacherTaps => [.. _pairs.Select(p => p.Teacher)];

    /// <summary>The penalty, its weight included, shape [].</summary>
    public Tensor Compute(Activations student, Activations teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        return Compute(student.Taps, teacher.Taps);
    }

    /// <summary>The penalty, its weight included, shape [].</summary>
    /// <param name="student">The values of <see cref="StudentTaps"/>.</param>
    /// <param name="teacher">The values of <see cref="TeacherTaps"/>, without gradients.</param>
    public Tensor Compute(
        IReadOnlyDictionary<string, Tensor> student,
        IReadOnlyDictionary<string, Tensor> teacher
    ) => _loss.Compute([.. _pairs.Select(p => new FeaturePair(student[p.Student], teacher[p.Teacher]))]);
}
