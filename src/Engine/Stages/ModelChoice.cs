using Slimfront.Engine.Families;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages;

/// <summary>A member of a model family.</summary>
/// <param name="Family">The family's key.</param>
/// <param name="Parameters">The values of the family's parameters.</param>
public sealed record ModelChoice(string Family, Configuration Parameters)
{
    /// <summary>As a stage's parameters name it: "model.family" and "model.family.FAMILY.PARAMETER".</summary>
    public Configuration AsStageParameters => AsParameters("model.family");

    /// <summary>The family's key at a path, its parameters below it.</summary>
    public Configuration AsParameters(string path) => new TechniqueChoice(Family, Parameters).Write(path);

    /// <summary>The member that a configuration names: the family's key at a path, its parameters at "path.KEY.".</summary>
    public static ModelChoice At(Configuration configuration, string path)
    {
        var (family, parameters) = TechniqueChoice.At(configuration, path);
        return new(family, parameters);
    }

    /// <summary>The member's graph.</summary>
    /// <exception cref="GraphException">The family has no member for such inputs.</exception>
    public ModelGraph Build(Catalog<IModelFamily> families, Shape input, int classes) =>
        families[Family].Create(Parameters).Build(input, classes);

    /// <summary>The member whose hidden layers are so many times as wide; null where the family has no width.</summary>
    public ModelChoice? Scaled(double factor) =>
        Parameters.Has(IModelFamily.Width)
            ? this with
            {
                Parameters = Parameters.With(
                    IModelFamily.Width,
                    Value.Of(Parameters.Real(IModelFamily.Width) * factor)
                ),
            }
            : null;

    /// <summary>For people: "plain-cnn 4×0.5".</summary>
    public override string ToString() => StageWords.Model(Family, Parameters);
}
