namespace Slimfront.Engine.Quantization;

/// <summary>Which values of a network are rounded.</summary>
public enum ActivationPoints
{
    /// <summary>None.</summary>
    None,

    /// <summary>What convolutions and linear layers take.</summary>
    Layers,

    /// <summary>Every value that is computed, so that a runtime can compute in whole numbers from end to end.</summary>
    All,
}
