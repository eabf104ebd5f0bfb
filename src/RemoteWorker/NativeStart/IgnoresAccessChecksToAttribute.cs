namespace System.Runtime.CompilerServices;

/// <summary>Lets this assembly use what another one keeps internal. The runtime knows it by its name; no library declares it.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
