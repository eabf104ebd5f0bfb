using Microsoft.Win32.SafeHandles;

namespace StaticFiles;

/// <summary>A file that is open to be sent.</summary>
/// <param name="Handle">Null for an empty one.</param>
/// <param name="Length">Its length when it was opened, which is what is sent.</param>
/// <param name="ModifiedUtc">When it was last changed.</param>
/// <param name="Extension">What its name ends in, with the dot.</param>
internal readonly record struct FoundFile(SafeFileHandle? Handle, long Length, DateTime ModifiedUtc, string Extension);
