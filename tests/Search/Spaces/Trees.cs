using CsCheck;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Spaces;

/// <summary>Generators of parameters and conditional spaces.</summary>
internal static class Trees
{
    /// <summary>A numeric parameter of any kind.</summary>
    public static Gen<Parameter> Number(string name) => Gen.OneOf(Real(name), Integer(name));

    /// <summary>A space with choices inside choices.</summary>
    public static Gen<Space> Space =>
        Gen.Select(Number("a"), Number("b"), Number("c"), Number("d"))
            .Select(
                (a, b, c, d) =>
                    new Space([
                        a,
                        new Parameter.Choice(
                            "outer",
                            [
                                new Option("none"),
                                new Option("one", b),
                                new Option(
                                    "two",
                                    c,
                                    new Parameter.Choice("inner", [new Option("x", d), new Option("y")])
                                ),
                            ]
                        ),
                    ])
            );

    private static Gen<Parameter> Real(string name) =>
        Gen.Select(Gen.Double[1e-6, 1e3], Gen.Double[0.01, 1e3], Gen.Bool)
            .Select((low, width, log) => (Parameter)new Parameter.Real(name, low, low + width, log));

    private static Gen<Parameter> Integer(string name) =>
        Gen.Select(Gen.Long[1, 50], Gen.Long[0, 200], Gen.Bool)
            .Select((low, width, log) => (Parameter)new Parameter.Integer(name, low, low + width, log));
}
