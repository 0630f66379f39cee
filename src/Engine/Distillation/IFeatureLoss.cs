using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>How a student's inner values are made to resemble its teacher's, beside what its logits are taught.</summary>
public interface IFeatureLoss
{
    /// <summary>
    /// Whether it is minimised alone, in a stage before the student learns from the logits; else beside them.
    /// </summary>
    bool IsBefore => false;

    /// <summary>The student's graph with what the loss needs beside it: see <see cref="Scaffold"/>.</summary>
    /// <exception cref="GraphException">One of the networks has no value of the kind it compares.</exception>
    ModelGraph Extend(ModelGraph student, ModelGraph teacher) => student;

    /// <summary>The nodes whose values it compares, by name; the student's may stand beside it.</summary>
    /// <exception cref="GraphException">One of the networks has no value of the kind it compares.</exception>
    ImmutableArray<TapPair> Pair(ModelGraph student, ModelGraph teacher);

    /// <summary>The penalty for being unlike the teacher, its weight included.</summary>
    /// <param name="pairs">The values of the nodes of <see cref="Pair"/>, in that order.</param>
    /// <returns>Shape []; 0 where the features are equal.</returns>
    Tensor Compute(IReadOnlyList<FeaturePair> pairs);
}

/// <summary>Nodes that are compared.</summary>
/// <param name="Student">A node of the student.</param>
/// <param name="Teacher">A node of the teacher.</param>
public readonly record struct TapPair(string Student, string Teacher);

/// <summary>Values that are compared, for the same inputs.</summary>
/// <param name="Student">Shape [batch, …].</param>
/// <param name="Teacher">Shape [batch, …], without gradients; only the batch axis has to be as long.</param>
public readonly record struct FeaturePair(Tensor Student, Tensor Teacher);
