using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>A form in which an operator's attributes are stored: text or bytes, on the way in or out.</summary>
/// <remarks>
/// An operator names its attributes once, in <see cref="Operator.Exchange"/>; every form follows from that. A form that is written
/// gives each value back as it is, one that is read gives the stored value. A usual value takes no room in a packed graph.
/// </remarks>
public interface IAttributes
{
    /// <summary>A number that has no usual value and is 0 or more, as the width of a layer.</summary>
    int Integer(string name, int value);

    /// <summary>A number that is 0 or more.</summary>
    int Integer(string name, int value, int usual);

    /// <summary>Yes or no.</summary>
    bool Flag(string name, bool value, bool usual);

    /// <summary>A finite number.</summary>
    double Real(string name, double value, double usual);

    /// <summary>A short word of printable ASCII characters that has no usual value.</summary>
    string Text(string name, string value);

    /// <summary>Numbers that are 0 or more.</summary>
    ImmutableArray<int> Integers(string name, ImmutableArray<int> values);

    /// <summary>
    /// A number that is 0 or more, which the operator had not at first. No form holds a usual one, so graphs of earlier versions are
    /// written as they were.
    /// </summary>
    int Later(string name, int value, int usual);

    /// <summary>Yes or no, which the operator had not at first.</summary>
    bool Later(string name, bool value, bool usual);
}
