using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Recipes;

/// <summary>
/// Gives values one form: 1 and 1.0 are the same learning rate and must have the same text in a stage's key.
/// </summary>
internal static class Typed
{
    /// <summary>A parameter's value in the parameter's own kind.</summary>
    public static Value As(Parameter parameter, Value value) =>
        parameter switch
        {
            Parameter.Real => Value.Of(value.Number),
            Parameter.Integer => Value.Of(value.Integer),
            _ => Value.Of(value.Text),
        };
}
