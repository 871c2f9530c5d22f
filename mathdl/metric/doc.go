// Package metric says how far a reconstruction is from the truth.
//
// # Idea
//
// No one number tells whether a picture is good. The relative error and the PSNR weigh every pixel
// alike; SSIM and HaarPSI weigh structure as people see it; the regressed SNR forgives a wrong
// brightness and contrast; the boundary F-score looks at edges alone.
//
//	RelativeError  ‖x−f‖ / ‖f‖
//	MSE, RMSE      mean of (x−f)², and its root
//	PSNR           10 log₁₀(peak² / MSE), in decibels
//	SNR            20 log₁₀(‖f‖ / ‖x−f‖), in decibels
//	RegressedSNR   SNR after the best c₁x + c₂
//	SSIM           structural similarity (Wang et al. 2004)
//	HaarPSI        Haar wavelet-based perceptual similarity (Reisenhofer et al. 2018)
//	FScore         boundaries matched within a tolerance
//
// # Conventions
//
// x is what is judged, f the truth: the measures that are not symmetric in the two say so. Images are
// row-major slices with rows and cols given. peak is the largest value the data could have (1 or 255),
// not the largest it has.
//
// Slices that do not fit together, an empty image and a peak that is not positive are a misuse and
// panic with a [*ShapeError] or [*RangeError]. A NaN in the data makes the measure NaN; it is never hidden.
//
// # Limits
//
// Everything is for one channel and float64. Sums are in order of the pixels, so that the same
// data give the same bits.
package metric
